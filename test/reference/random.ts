import { randomInt } from "node:crypto";

/** Repeatable randomness for tests. WALRAS_SEED repeats a run; a failing test names its seed. */

const given = process.env["WALRAS_SEED"];

/** Seed of this run, 0 … 2^32−1. */
export const SEED = given === undefined ? randomInt(2 ** 32) : Number(given) >>> 0;

/** Multiplies the number of cases; WALRAS_FUZZ_SCALE, 1 unless told. */
const SCALE = Number(process.env["WALRAS_FUZZ_SCALE"] ?? "1");

export const scaled = (cases: number): number => Math.max(1, Math.round(cases * SCALE));

/** Time limit of a test that takes `ms` on a busy core, in milliseconds. */
export const scaledTimeout = (ms: number): number => Math.max(ms, ms * SCALE);

export class Random {
  #state: number;

  /** Streams of one seed are told apart by `stream`. */
  constructor(seed: number, stream: number) {
    this.#state = (seed ^ Math.imul(stream + 1, 0x9e37_79b9)) >>> 0;
  }

  /** 32 random bits (splitmix32). */
  #next(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0_aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
    return (word ^ (word >>> 15)) >>> 0;
  }

  /** An integer of 0 … limit − 1, limit ≤ 2^53. */
  below(limit: number): number {
    return (this.#next() * 2 ** 21 + (this.#next() >>> 11)) % limit;
  }

  /** An integer of from … to. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True with a probability of `percent` per cent. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError("nothing to pick from");
    return choices[this.below(choices.length)] as T;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** 1 … limit, small ones as likely as large ones. */
  magnitude(limit: number): number {
    return this.between(1, Math.max(1, Math.floor(limit / 2 ** this.below(Math.log2(limit) + 1))));
  }
}
