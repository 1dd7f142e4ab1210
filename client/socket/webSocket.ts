/** What the SDK needs of a WebSocket: browsers' own, Node's, and the class of the package ws are all this. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(): void;
}

/** Makes a WebSocket and begins to connect. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;
