import { type Kept, MessageLog, type MessageLogLimits } from "./messageLog.ts";

/** Who is told. It may leave while it is told; else it must not call the hub from within. */
export interface Reader {
  deliver(message: Buffer): void;
}

export interface HubLimits extends MessageLogLimits {
  /** Channels that go on being kept after their last reader has left, so that one who lost the line can resume. */
  readonly mostIdle: number;
  /** Bytes of missed messages that a reader gets at once; who missed more gets the state anew. */
  readonly mostMissedBytes: number;
}

/** The last message that a reader saw. */
export interface Seen {
  readonly epoch: string;
  readonly after: number;
}

export interface Joined {
  readonly epoch: string;
  /** Of the newest message published. */
  readonly seq: number;
  /** What came after the message that the reader saw last; undefined where it must take the state anew. */
  readonly missed: readonly Buffer[] | undefined;
}

interface Channel<R> {
  readonly epoch: string;
  readonly readers: Set<R>;
  seq: number;
  /** Newest last; their numbers count on to `seq` without a gap. */
  readonly kept: Kept[];
}

/**
 * Numbers the messages of every channel, keeps the newest, and tells those who joined. Without I/O, and synchronous: a reader who
 * joins between two messages gets every later one exactly once. A channel that nobody asked for, or that was forgotten, has
 * no number yet; it gets an epoch of its own, so that a number never stands for two messages.
 */
export class Hub<R extends Reader> {
  readonly #name: string;
  readonly #limits: HubLimits;
  readonly #channels = new Map<string, Channel<R>>();
  /** Without readers, oldest first. */
  readonly #idle = new Set<string>();
  readonly #log: MessageLog;
  #epochs = 0;

  /** @param name of this process: random, so that no epoch of it is another's */
  constructor(name: string, limits: HubLimits) {
    this.#name = name;
    this.#limits = limits;
    this.#log = new MessageLog(limits);
  }

  /** Whether anything would come of a message. */
  has(key: string): boolean {
    return this.#channels.has(key);
  }

  /** Forgets everything: every reader has to join anew. */
  clear(): void {
    for (const { kept } of this.#channels.values()) this.#log.clear(kept);
    this.#channels.clear();
    this.#idle.clear();
  }

  /** @param seen where the reader stands, if it was here before */
  join(key: string, reader: R, seen?: Seen): Joined {
    const channel = this.#open(key);
    channel.readers.add(reader);
    this.#idle.delete(key);
    return { epoch: channel.epoch, seq: channel.seq, missed: this.#missed(channel, seen) };
  }

  leave(key: string, reader: R): void {
    const channel = this.#channels.get(key);
    if (channel === undefined || !channel.readers.delete(reader) || channel.readers.size > 0)
      return;
    this.#idle.add(key);
    if (this.#idle.size <= this.#limits.mostIdle) return;
    const [oldest] = this.#idle;
    if (oldest !== undefined) this.#forget(oldest);
  }

  /** Does nothing for a channel that nobody asked for. Gives the number of readers told. */
  publish(key: string, messageOf: (seq: number) => string): number {
    const channel = this.#channels.get(key);
    if (channel === undefined) return 0;
    const message = Buffer.from(messageOf(channel.seq + 1));
    channel.seq++;
    this.#log.add(channel.kept, message);
    for (const reader of channel.readers) reader.deliver(message);
    return channel.readers.size;
  }

  #open(key: string): Channel<R> {
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const epoch = `${this.#name}-${++this.#epochs}`;
    const opened: Channel<R> = { epoch, readers: new Set(), seq: 0, kept: [] };
    this.#channels.set(key, opened);
    return opened;
  }

  #missed({ epoch, seq, kept }: Channel<R>, seen: Seen | undefined): Buffer[] | undefined {
    if (seen?.epoch !== epoch || seen.after > seq) return undefined;
    const count = seq - seen.after;
    if (count > kept.length) return undefined;
    const missed = kept.slice(kept.length - count).map(({ message }) => message);
    const bytes = missed.reduce((sum, message) => sum + message.length, 0);
    return bytes > this.#limits.mostMissedBytes ? undefined : missed;
  }

  #forget(key: string): void {
    this.#idle.delete(key);
    const channel = this.#channels.get(key);
    this.#channels.delete(key);
    if (channel !== undefined) this.#log.clear(channel.kept);
  }
}
