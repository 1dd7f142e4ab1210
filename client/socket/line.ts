import { AnswerError, ApiUnreachable } from "../errors.ts";
import type { ServerMessage } from "../generated/api.ts";
import type { Channel } from "./channel.ts";
import { type Sink, Subscriptions } from "./subscriptions.ts";
import type { WebSocketConstructor, WebSocketLike } from "./webSocket.ts";

const FIRST_RECONNECT_MS = 250;
const MAX_RECONNECT_MS = 10_000;
/** How often the other end is asked whether it is there, and how long its silence is borne. */
const PING_MS = 15_000;
const SILENCE_MS = 40_000;
/** Characters of a message that is none, in what is told of it. */
const MOST_SHOWN = 80;

export interface LineParts {
  readonly url: string;
  readonly WebSocket: WebSocketConstructor;
  /** A fraction of 0 … 1, so that not all clients of a server that comes back call at once. */
  readonly jitter: () => number;
  /** Each time that the line breaks or cannot be opened. */
  readonly onDown: () => void;
}

/** One socket for all that a client watches: opened with the first watcher, closed with the last, opened anew whenever it breaks. */
export class Line {
  readonly #parts: LineParts;
  readonly #subscriptions: Subscriptions;
  #socket: WebSocketLike | undefined;
  #open = false;
  #heard = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#subscriptions = new Subscriptions((message) => this.#send(message));
  }

  /** Begins to watch; the answer ends it. */
  watch(channel: Channel, sink: Sink): () => void {
    this.#subscriptions.add(channel, sink);
    if (this.#socket === undefined && this.#retry === undefined) this.#connect();
    return () => {
      this.#subscriptions.remove(channel, sink);
      if (this.#subscriptions.size === 0) this.#close();
    };
  }

  /** The watchers learned the state elsewhere while the line was down. */
  forgetPlaces(): void {
    this.#subscriptions.forgetPlaces();
  }

  get #address(): string {
    return `${this.#parts.url}/v1/socket`;
  }

  #tell(error: Error): void {
    for (const sink of this.#subscriptions.sinks()) sink.onError(error);
  }

  #connect(): void {
    const { WebSocket } = this.#parts;
    this.#retry = undefined;
    let socket: WebSocketLike;
    try {
      socket = new WebSocket(this.#address.replace(/^http/, "ws"));
    } catch (error) {
      this.#broken(undefined, String(error));
      return;
    }
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#open = true;
      this.#subscriptions.opened();
    };
    socket.onmessage = (event: { readonly data: unknown }) => {
      if (this.#socket === socket) this.#receive(event.data);
    };
    socket.onerror = () => {};
    socket.onclose = () => this.#broken(socket, "the line is closed");
    this.#pings = setInterval(() => this.#beat(socket), PING_MS);
  }

  #receive(data: unknown): void {
    this.#heard = performance.now();
    this.#failures = 0;
    try {
      this.#subscriptions.take(JSON.parse(String(data)) as ServerMessage);
    } catch {
      const given = String(data).slice(0, MOST_SHOWN);
      this.#tell(new AnswerError(this.#address, given, "a message of the socket"));
    }
  }

  #beat(socket: WebSocketLike): void {
    if (performance.now() - this.#heard > SILENCE_MS) {
      socket.close();
      this.#broken(socket, "the other end is silent");
    } else this.#send({ op: "ping" });
  }

  #send(message: object): void {
    if (this.#open) this.#socket?.send(JSON.stringify(message));
  }

  #broken(socket: WebSocketLike | undefined, reason: string): void {
    if (this.#socket !== socket) return;
    this.#forget();
    const longest = Math.min(FIRST_RECONNECT_MS * 2 ** this.#failures, MAX_RECONNECT_MS);
    this.#failures++;
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + this.#parts.jitter() / 2));
    this.#tell(new ApiUnreachable(this.#address, reason));
    this.#parts.onDown();
  }

  #close(): void {
    const socket = this.#socket;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#failures = 0;
    this.#forget();
    socket?.close();
  }

  #forget(): void {
    this.#socket = undefined;
    this.#open = false;
    clearInterval(this.#pings);
  }
}
