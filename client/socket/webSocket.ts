/** What the SDK needs of a WebSocket: browsers' own, Node's, and the class of the package ws are all this. */
export interface WebSocketLike {
  /** Called when there is a line. */
  onopen: ((event: never) => void) | null;
  /** Called with an event whose `data` is text. */
  onmessage: ((event: never) => void) | null;
  /** Called when the line is no more, or could not be made. */
  onclose: ((event: never) => void) | null;
  /** Called before a failure's `onclose`. */
  onerror: ((event: never) => void) | null;
  /** Sends a text. */
  send(data: string): void;
  /** Ends the line. */
  close(): void;
}

/** Makes a WebSocket and begins to connect. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;
