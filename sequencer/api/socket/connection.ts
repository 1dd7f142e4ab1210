import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { DroppedSocket } from "../metrics/sockets.ts";
import { ClientMessage } from "../schema/socket.ts";
import { type Channel, keyOf } from "./channels.ts";
import type { JoinedFeed } from "./feeds.ts";
import type { Reader, Seen } from "./hub.ts";
import { SOCKET_LIMITS } from "./limits.ts";
import type { Outbox, Sending } from "./outbox.ts";

/** Codes of RFC 6455. */
const CLOSE = {
  goingAway: 1001,
  policy: 1008,
  internal: 1011,
  restart: 1012,
  tryLater: 1013,
} as const;
type CloseReason = keyof typeof CLOSE;

export interface ConnectionParts {
  /** Bytes that may wait for a slow reader. */
  readonly backlogBytes: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Why the channel cannot be joined, or undefined. */
  readonly refuse: (channel: Channel) => string | undefined;
  readonly join: (channel: Channel, reader: Connection, seen: Seen | undefined) => JoinedFeed;
  readonly leave: (channel: Channel, reader: Connection) => void;
  readonly outbox: Outbox<Sending>;
  readonly sent: (messages: number) => void;
  /** Subscriptions that came or, below zero, went. */
  readonly subscribed: (change: number) => void;
  readonly dropped: (reason: DroppedSocket) => void;
  /** Something that should not have happened. */
  readonly failed: (error: unknown) => void;
}

/** One client: what it sent, what it is told, and when the line is cut. */
export class Connection implements Reader, Sending {
  readonly #socket: WebSocket;
  readonly #line: Duplex;
  readonly #parts: ConnectionParts;
  readonly #channels = new Map<string, Channel>();
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #alive = true;
  #closing = false;
  #cut: NodeJS.Timeout | undefined;
  #faults = 0;
  #tokens: number = SOCKET_LIMITS.messagesAtOnce;
  #tokensAt: number;

  /** @param line that the socket runs over */
  constructor(socket: WebSocket, line: Duplex, parts: ConnectionParts) {
    this.#socket = socket;
    this.#line = line;
    this.#parts = parts;
    this.#tokensAt = parts.now();
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("message", (data, isBinary) => {
      try {
        this.#receive(data.toString(), isBinary);
      } catch (error) {
        parts.failed(error);
        this.close("internal", "something went wrong here", "error");
      }
    });
    // The library closes the line itself after a frame that breaks the protocol.
    socket.on("error", () => this.#end("error"));
    socket.on("close", () => this.#closed());
  }

  /** Takes a message for the line, unless too much waits for it already: then the reader is dropped. */
  deliver(message: Buffer): void {
    if (this.#closing) return;
    if (this.#socket.bufferedAmount + this.#queuedBytes > this.#parts.backlogBytes) {
      this.close("tryLater", "you read too slowly: subscribe to less, or read faster", "slow");
      return;
    }
    this.#queue.push(message);
    this.#queuedBytes += message.length;
    this.#parts.outbox.add(this);
  }

  /** All that waits goes out in one write. */
  flush(): void {
    const messages = this.#queue;
    if (messages.length === 0) return;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#line.cork();
    for (const message of messages) this.#socket.send(message, { binary: false });
    this.#line.uncork();
    this.#parts.sent(messages.length);
  }

  /** Cuts a line whose other end has not answered since the last call, and asks it again. */
  beat(): void {
    if (!this.#alive) {
      this.#end("silent");
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#socket.ping();
  }

  /** Says why, and cuts the line soon after, whether the other end has taken note or not. */
  close(reason: CloseReason, text: string, counted?: DroppedSocket): void {
    if (this.#closing) return;
    this.flush();
    this.#end(counted);
    this.#socket.close(CLOSE[reason], text);
    this.#cut = setTimeout(() => this.#socket.terminate(), SOCKET_LIMITS.closeMs);
  }

  #end(counted: DroppedSocket | undefined): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#leaveAll();
    if (counted !== undefined) this.#parts.dropped(counted);
  }

  #closed(): void {
    this.#closing = true;
    this.#queue = [];
    clearTimeout(this.#cut);
    this.#leaveAll();
  }

  #leaveAll(): void {
    for (const channel of this.#channels.values()) this.#parts.leave(channel, this);
    this.#parts.subscribed(-this.#channels.size);
    this.#channels.clear();
  }

  #receive(text: string, isBinary: boolean): void {
    if (this.#closing) return;
    if (!this.#takeToken()) {
      const most = SOCKET_LIMITS.messagesPerSecond;
      this.close("policy", `more than ${most} messages a second`, "abuse");
      return;
    }
    const message = isBinary ? undefined : parse(text);
    if (message === undefined) this.#fault("not a message: expected JSON as in /openapi.json");
    else if (message.op === "ping") this.#say({ type: "pong", now: this.#parts.now() });
    else if (message.op === "unsubscribe") this.#unsubscribe(message.channel);
    else {
      const { channel, epoch, after } = message;
      const seen = epoch === undefined || after === undefined ? undefined : { epoch, after };
      this.#subscribe(channel, seen);
    }
  }

  #subscribe(channel: Channel, seen: Seen | undefined): void {
    const key = keyOf(channel);
    const most = SOCKET_LIMITS.subscriptions;
    const full = !this.#channels.has(key) && this.#channels.size >= most;
    const refusal = full
      ? `too many subscriptions: at most ${most} a socket`
      : this.#parts.refuse(channel);
    if (refusal !== undefined) {
      this.#fault(refusal);
      return;
    }
    const { epoch, seq, missed, snapshot } = this.#parts.join(channel, this, seen);
    if (!this.#channels.has(key)) this.#parts.subscribed(1);
    this.#channels.set(key, channel);
    // What was published on the way in may have been the last straw.
    if (this.#closing) {
      this.#leaveAll();
      return;
    }
    const resumed = missed !== undefined;
    this.#say({ type: "subscribed", channel, epoch, seq, resumed, snapshot });
    for (const message of missed ?? []) this.deliver(message);
  }

  #unsubscribe(channel: Channel): void {
    if (this.#channels.delete(keyOf(channel))) {
      this.#parts.leave(channel, this);
      this.#parts.subscribed(-1);
    }
    this.#say({ type: "unsubscribed", channel });
  }

  #fault(detail: string): void {
    this.#say({ type: "error", detail });
    if (++this.#faults < SOCKET_LIMITS.faults) return;
    this.close("policy", `${SOCKET_LIMITS.faults} messages could not be obeyed`, "abuse");
  }

  #say(message: object): void {
    this.deliver(Buffer.from(JSON.stringify(message)));
  }

  #takeToken(): boolean {
    const now = this.#parts.now();
    const gained = (Math.max(0, now - this.#tokensAt) * SOCKET_LIMITS.messagesPerSecond) / 1_000;
    this.#tokens = Math.min(SOCKET_LIMITS.messagesAtOnce, this.#tokens + gained);
    this.#tokensAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}

function parse(text: string) {
  try {
    return ClientMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
