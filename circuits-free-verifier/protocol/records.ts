import type { OrderRef } from "./book.ts";
import type { Clearing } from "./clearing.ts";
import { type Side, TICK_LIMIT } from "./constants.ts";
import { INVALID, type Invalid } from "./outcomes.ts";
import { pushVarint, readVarint } from "./varint.ts";

/** Records are the published trade batch: what a step cannot know by itself, and who traded (PROTOCOL.md §5, "Records"). */
export interface FillRecord {
  readonly account: number;
  readonly lots: number;
}

/** A step, or the chunk around it, that has no valid post-state. */
export class InvalidStep extends Error {
  readonly reason: Invalid;
  readonly given: string;
  readonly expected: string;

  constructor(reason: Invalid, given: string, expected: string) {
    super(`invalid step (${reason}): got ${given}, expected ${expected}`);
    this.name = "InvalidStep";
    this.reason = reason;
    this.given = given;
    this.expected = expected;
  }
}

/**
 * Where a step's records come from or go to. A proposer decides and writes; a verifier reads what was posted.
 * All methods throw InvalidStep where a posted record is missing, malformed or not the one outcome.
 */
export interface RecordTape {
  clearing(decide: () => Clearing): Clearing;
  expiry(decide: () => OrderRef): OrderRef;
  /** The one right fill: written, or compared with what was posted. */
  fill(record: FillRecord): void;
}

/** Writes the records of a chunk. */
export class WritingTape implements RecordTape {
  readonly #bytes: number[] = [];

  clearing(decide: () => Clearing): Clearing {
    const clearing = decide();
    this.#push(clearing.tick, clearing.volume);
    return clearing;
  }

  expiry(decide: () => OrderRef): OrderRef {
    const ref = decide();
    this.#push(ref.market * 2 + ref.side, ref.tick, ref.position);
    return ref;
  }

  fill(record: FillRecord): void {
    this.#push(record.account, record.lots);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #push(...fields: number[]): void {
    for (const field of fields) pushVarint(this.#bytes, field);
  }
}

/** Reads the posted records of a chunk, in order. */
export class ReadingTape implements RecordTape {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  clearing(): Clearing {
    const clearing = { tick: this.#field("clear"), volume: this.#field("clear") };
    if (clearing.tick < 1 || clearing.tick >= TICK_LIMIT) {
      throw new InvalidStep(INVALID.recordMalformed, `tick ${clearing.tick}`, "1 … 2^20−1");
    }
    return clearing;
  }

  expiry(): OrderRef {
    const place = this.#field("expire");
    const tick = this.#field("expire");
    return {
      market: Math.floor(place / 2),
      side: (place % 2) as Side,
      tick,
      position: this.#field("expire"),
    };
  }

  fill(record: FillRecord): void {
    const account = this.#field("fill");
    const lots = this.#field("fill");
    if (account !== record.account || lots !== record.lots) {
      const text = (r: FillRecord): string => `fill of ${r.lots} lots by account ${r.account}`;
      throw new InvalidStep(INVALID.recordMismatch, text({ account, lots }), text(record));
    }
  }

  /** Throws InvalidStep unless every byte was read. */
  end(): void {
    const rest = this.#bytes.length - this.#offset;
    if (rest > 0)
      throw new InvalidStep(INVALID.recordLeftOver, `${rest} bytes after the last record`, "none");
  }

  #field(record: string): number {
    if (this.#offset >= this.#bytes.length) {
      throw new InvalidStep(
        INVALID.recordMissing,
        "end of records",
        `a field of a ${record} record`,
      );
    }
    const field = readVarint(this.#bytes, this.#offset);
    if (field === undefined) {
      const given = `bytes that do not decode at offset ${this.#offset}`;
      throw new InvalidStep(
        INVALID.recordMalformed,
        given,
        `a minimal varint of a ${record} record`,
      );
    }
    this.#offset = field.next;
    return field.value;
  }
}
