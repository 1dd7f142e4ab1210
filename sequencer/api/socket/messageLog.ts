/** A message that may be asked for again. */
export interface Kept {
  readonly message: Buffer;
  /** The list that holds it. */
  readonly list: Kept[];
}

export interface MessageLogLimits {
  /** Of one channel. */
  readonly mostKept: number;
  /** Of all channels together. */
  readonly mostKeptBytes: number;
}

/** The newest messages of many lists, bounded for each by number and for all together by bytes: the oldest goes first. */
export class MessageLog {
  readonly #limits: MessageLogLimits;
  /** In the order in which they came. */
  readonly #all = new Set<Kept>();
  #bytes = 0;

  constructor(limits: MessageLogLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(list: Kept[], message: Buffer): void {
    const kept = { message, list };
    list.push(kept);
    this.#all.add(kept);
    this.#bytes += message.length;
    if (list.length > this.#limits.mostKept) this.#dropFirst(list);
    for (const { list: oldest } of this.#all) {
      if (this.#bytes <= this.#limits.mostKeptBytes) break;
      this.#dropFirst(oldest);
    }
  }

  clear(list: Kept[]): void {
    while (list.length > 0) this.#dropFirst(list);
  }

  #dropFirst(list: Kept[]): void {
    const kept = list.shift();
    if (kept === undefined) return;
    this.#all.delete(kept);
    this.#bytes -= kept.message.length;
  }
}
