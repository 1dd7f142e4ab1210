import type { ServerMessage } from "../generated/api.ts";
import { type Channel, keyOf } from "./channel.ts";

/** Who is told what a channel carries. */
export interface Sink {
  /** The channel's state, which stands for all messages before it. */
  onSnapshot(snapshot: unknown): void;
  /** The next message after the one before, or after the snapshot. */
  onMessage(data: unknown): void;
  onError(error: Error): void;
}

interface Subscription {
  readonly channel: Channel;
  /** True for those that wait for their first snapshot. */
  readonly sinks: Map<Sink, boolean>;
  /** Undefined until the channel has told where it stands, or where the sinks know other things than its messages. */
  at: { readonly epoch: string; readonly seq: number } | undefined;
}

type Numbered = Extract<ServerMessage, { readonly seq: number; readonly data: unknown }>;
type Subscribed = Extract<ServerMessage, { readonly type: "subscribed" }>;

/**
 * The channels of one socket, however often its line breaks: no message is passed on twice or out of order, and where one is missing the
 * channel is asked for what came since. Without I/O: what is to be sent goes to `send`.
 */
export class Subscriptions {
  readonly #send: (message: object) => void;
  readonly #all = new Map<string, Subscription>();

  /** @param send does nothing while there is no line */
  constructor(send: (message: object) => void) {
    this.#send = send;
  }

  get size(): number {
    return this.#all.size;
  }

  sinks(): Sink[] {
    return [...this.#all.values()].flatMap(({ sinks }) => [...sinks.keys()]);
  }

  add(channel: Channel, sink: Sink): void {
    const key = keyOf(channel);
    const known = this.#all.get(key) ?? { channel, sinks: new Map(), at: undefined };
    this.#all.set(key, known);
    known.sinks.set(sink, true);
    // Without a place it knows, so that the newcomer gets the state.
    this.#send({ op: "subscribe", channel });
  }

  remove(channel: Channel, sink: Sink): void {
    const key = keyOf(channel);
    const known = this.#all.get(key);
    if (known?.sinks.delete(sink) !== true || known.sinks.size > 0) return;
    this.#all.delete(key);
    this.#send({ op: "unsubscribe", channel });
  }

  /** There is a line again: asks for all channels from where they stand. */
  opened(): void {
    for (const known of this.#all.values()) this.#ask(known);
  }

  /** The sinks learned the state elsewhere: what was missed is no use to them, only the state is. */
  forgetPlaces(): void {
    for (const known of this.#all.values()) known.at = undefined;
  }

  /** A message of the server; those that are none, or of no channel here, are passed over. */
  take(message: ServerMessage): void {
    switch (message.type) {
      case "subscribed":
        this.#subscribed(message);
        break;
      case "batch":
      case "trade":
      case "book":
      case "account":
        this.#numbered(message);
        break;
      case "error":
        for (const sink of this.sinks()) sink.onError(new Error(message.detail));
        break;
    }
  }

  #ask({ channel, at, sinks }: Subscription): void {
    // A newcomer needs the state, which is of use to the others as well.
    const needState = at === undefined || [...sinks.values()].includes(true);
    const place = needState ? {} : { epoch: at.epoch, after: at.seq };
    this.#send({ op: "subscribe", channel, ...place });
  }

  #subscribed({ channel, epoch, seq, resumed, snapshot }: Subscribed): void {
    const known = this.#all.get(keyOf(channel));
    if (known === undefined || resumed) return;
    const same = known.at?.epoch === epoch && known.at.seq === seq;
    known.at = { epoch, seq };
    for (const [sink, isNew] of known.sinks) {
      known.sinks.set(sink, false);
      if (isNew || !same) sink.onSnapshot(snapshot);
    }
  }

  #numbered(message: Numbered): void {
    const known = this.#all.get(keyOfMessage(message));
    if (known?.at === undefined || message.seq <= known.at.seq) return;
    if (message.seq > known.at.seq + 1) {
      this.#ask(known);
      return;
    }
    known.at = { ...known.at, seq: message.seq };
    for (const [sink, isNew] of known.sinks) if (!isNew) sink.onMessage(message.data);
  }
}

function keyOfMessage(message: Numbered): string {
  switch (message.type) {
    case "batch":
      return keyOf({ name: "batches" });
    case "trade":
      return keyOf({ name: "trades", market: message.market });
    case "book":
      return keyOf({ name: "book", market: message.market });
    case "account":
      return keyOf({ name: "account", account: message.account });
  }
}
