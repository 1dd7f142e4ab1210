/** Batches of parsed messages, or of trades, in memory that two threads share. One thread fills them in turn, the other empties them. */

/** Text of one batch. */
export const BATCH_BYTES = 1_048_576;
export const MOST_MESSAGES = 32_768;
/** Batches that may be filled ahead. */
const BATCHES = 4;
/** Price, quantity and timestamp. */
export const NUMBERS = 3;

const FILLED = 0;
const EMPTIED = 1;
/** Of a batch without messages: the last. */
const END = 0;

export interface Batch {
  readonly bytes: Uint8Array;
  /** What each message asks for; see MessageReader. */
  readonly wishes: Int8Array;
  /** Where each id lies in the bytes; of a record that is not plain, where the record lies. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly numbers: Float64Array;
}

export interface SharedMemory {
  readonly turns: SharedArrayBuffer;
  readonly counts: SharedArrayBuffer;
  readonly batches: readonly Batch[];
}

export function sharedMemory(): SharedMemory {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    turns: shared(8),
    counts: shared(4 * BATCHES),
    batches: Array.from({ length: BATCHES }, () => ({
      bytes: new Uint8Array(shared(BATCH_BYTES)),
      wishes: new Int8Array(shared(MOST_MESSAGES)),
      starts: new Int32Array(shared(4 * MOST_MESSAGES)),
      ends: new Int32Array(shared(4 * MOST_MESSAGES)),
      numbers: new Float64Array(shared(8 * NUMBERS * MOST_MESSAGES)),
    })),
  };
}

export class SharedBatches {
  readonly #turns: Int32Array;
  readonly #counts: Int32Array;
  readonly #batches: readonly Batch[];

  constructor({ turns, counts, batches }: SharedMemory) {
    this.#turns = new Int32Array(turns);
    this.#counts = new Int32Array(counts);
    this.#batches = batches;
  }

  /** The batch to fill next; waits until it is empty. */
  empty(): Batch {
    const filled = this.#turns[FILLED] as number;
    for (;;) {
      const emptied = Atomics.load(this.#turns, EMPTIED);
      if (filled - emptied < BATCHES) return this.#batches[filled % BATCHES] as Batch;
      Atomics.wait(this.#turns, EMPTIED, emptied);
    }
  }

  /** Hands on the batch that `empty` returned, with so many messages; with none, it was the last. */
  handOn(count: number): void {
    this.#counts[(this.#turns[FILLED] as number) % BATCHES] = count;
    Atomics.add(this.#turns, FILLED, 1);
    Atomics.notify(this.#turns, FILLED);
  }

  /** The next batch and its number of messages, or undefined behind the last; waits until it is filled. */
  full(): { readonly batch: Batch; readonly count: number } | undefined {
    const emptied = this.#turns[EMPTIED] as number;
    Atomics.wait(this.#turns, FILLED, emptied);
    const count = this.#counts[emptied % BATCHES] as number;
    return count === END ? undefined : { batch: this.#batches[emptied % BATCHES] as Batch, count };
  }

  /** Gives back the batch that `full` returned. */
  giveBack(): void {
    Atomics.add(this.#turns, EMPTIED, 1);
    Atomics.notify(this.#turns, EMPTIED);
  }
}
