import { createHash } from "node:crypto";
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type Delivery, type Queue, QueueError } from "./queue.ts";

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Messages that are fetched ahead; all that have come share one commit. */
const MAX_FETCHED = 8_192;

export interface NatsSurroundings {
  readonly market: string;
  readonly signal: AbortSignal;
  /** A line for the operator. */
  readonly note: (line: string) => void;
}

/**
 * A durable pull consumer of a JetStream stream; positions are the stream's sequence numbers. The database, not the server,
 * says where to go on: the consumer is made anew behind that position at each start, and whenever a message comes out of
 * turn, because after a lost connection the server may deliver new messages before those that it has to repeat.
 */
export class NatsQueue implements Queue {
  readonly unit: string;
  readonly #connection: NatsConnection;
  readonly #stream: string;
  readonly #subject: string | undefined;
  readonly #durable: string;
  readonly #around: NatsSurroundings;

  private constructor(connection: NatsConnection, url: URL, around: NatsSurroundings) {
    this.#connection = connection;
    this.#stream = decodeURIComponent(url.pathname.slice(1));
    this.#subject = url.searchParams.get("subject") ?? undefined;
    this.#durable = durableOf(around.market);
    this.#around = around;
    const filter = this.#subject === undefined ? "" : ` of ${this.#subject}`;
    this.unit = `messages of stream ${this.#stream}${filter}`;
  }

  /** @param url `nats://[USER:PASSWORD@]HOST:PORT/STREAM[?subject=FILTER]` */
  static async connect(url: URL, around: NatsSurroundings): Promise<NatsQueue> {
    const connection = await connect({
      servers: url.host,
      name: `walras shard ${around.market}`,
      maxReconnectAttempts: -1,
      ...(url.username === ""
        ? {}
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }),
    });
    return new NatsQueue(connection, url, around);
  }

  async *deliveries(from: number): AsyncGenerator<Delivery> {
    const { signal } = this.#around;
    const manager = await jetstreamManager(this.#connection);
    let position = from;
    while (!signal.aborted) {
      const inbox = new Inbox(await this.#consume(manager, position), signal);
      try {
        for (let turn = 1; ; ) {
          const messages = await inbox.take();
          if (messages.length === 0) break;
          const ordered = inTurn(messages, turn);
          turn += ordered.length;
          const last = ordered.at(-1);
          if (last !== undefined) {
            yield deliveryOf(ordered, last);
            position = last.seq;
            last.ack();
          }
          if (ordered.length < messages.length) break;
        }
      } finally {
        await inbox.close();
      }
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #consume(manager: JetStreamManager, position: number): Promise<ConsumerMessages> {
    await this.#judge(manager, position);
    await manager.consumers.delete(this.#stream, this.#durable).catch(() => false);
    await manager.consumers.add(this.#stream, {
      durable_name: this.#durable,
      ack_policy: AckPolicy.All,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: position + 1,
      max_ack_pending: 4 * MAX_FETCHED,
      ...(this.#subject === undefined ? {} : { filter_subject: this.#subject }),
    });
    const consumer = await jetstream(this.#connection).consumers.get(this.#stream, this.#durable);
    return consumer.consume({ max_messages: MAX_FETCHED, abort_on_missing_resource: true });
  }

  /** @throws QueueError if the stream cannot hold all that lies behind the position */
  async #judge(manager: JetStreamManager, position: number): Promise<void> {
    const { config, state } = await manager.streams.info(this.#stream);
    const what = `stream ${this.#stream}`;
    if (config.retention !== RetentionPolicy.Limits)
      throw new QueueError(`${what}: retention`, config.retention, RetentionPolicy.Limits);
    if (state.last_seq < position) {
      throw new QueueError(
        what,
        `${state.last_seq} messages`,
        `the ${position} messages taken before`,
      );
    }
    if (position > 0 && state.first_seq > position + 1) {
      throw new QueueError(
        what,
        `messages from ${state.first_seq} on`,
        `message ${position + 1}, the next to take; keep messages longer than a shard is away`,
      );
    }
  }
}

/** Messages that came and are not taken yet. */
class Inbox {
  readonly #messages: ConsumerMessages;
  readonly #ended: () => void;
  readonly #signal: AbortSignal;
  #waiting: JsMsg[] = [];
  #over = false;
  #failure: unknown;
  #wake: () => void = () => {};

  constructor(messages: ConsumerMessages, signal: AbortSignal) {
    this.#messages = messages;
    this.#signal = signal;
    this.#ended = () => messages.stop();
    signal.addEventListener("abort", this.#ended);
    if (signal.aborted) this.#ended();
    void this.#fill();
  }

  /** All that have come, at least one; none if there will be no more. */
  async take(): Promise<JsMsg[]> {
    while (this.#waiting.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    // What else lies in the socket comes before the next immediate, and shares the commit.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#failure !== undefined) throw this.#failure;
    const taken = this.#waiting;
    this.#waiting = [];
    return this.#signal.aborted ? [] : taken;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener("abort", this.#ended);
    await this.#messages.close();
  }

  async #fill(): Promise<void> {
    try {
      for await (const message of this.#messages) {
        this.#waiting.push(message);
        this.#wake();
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#over = true;
    this.#wake();
  }
}

/** The messages up to the first one that is not the next of its consumer. */
function inTurn(messages: readonly JsMsg[], turn: number): JsMsg[] {
  const wrong = messages.findIndex(
    ({ info }, at) => info.redelivered || info.deliverySequence !== turn + at,
  );
  return messages.slice(0, wrong < 0 ? messages.length : wrong);
}

/** A line for each message. Newlines within one can only be JSON's blank space, or it is refused with them or without. */
function deliveryOf(messages: readonly JsMsg[], last: JsMsg): Delivery {
  const pieces: Uint8Array[] = [];
  const newline = Uint8Array.of(NEWLINE);
  for (const { data } of messages) {
    const line = data.includes(NEWLINE)
      ? data.map((byte) => (byte === NEWLINE ? SPACE : byte))
      : data;
    pieces.push(line, newline);
  }
  return {
    lines: Buffer.concat(pieces),
    position: last.seq,
    numbers: messages.map(({ seq }) => seq),
  };
}

/** A name that the server takes and that no other market has. */
function durableOf(market: string): string {
  const digest = createHash("sha256").update(market).digest("hex").slice(0, 16);
  return `walras-${market.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 64)}-${digest}`;
}
