import { type NameHash, processHash } from "../engine/nameHash.ts";
import { NameBytes, Names } from "../engine/names.ts";
import { NONE } from "../engine/units.ts";

const START_BITS = 8;
const HASH = 0;
const NUMBER = 1;

/**
 * Numbers for users, each its own for good. Users are kept as bytes and found by an open-addressed table of hash and number,
 * so that a million of them take a few tens of megabytes.
 */
export class Owners {
  readonly #hash: NameHash;
  readonly #names = new Names();
  readonly #scratch = new NameBytes();
  /** Hash and number of a user; no user stands where the number is NONE. */
  #words = new Int32Array(2 << START_BITS);
  #shift = 32 - START_BITS;
  #size = 0;

  constructor(hash: NameHash = processHash) {
    this.#hash = hash;
  }

  /** Of a user of 1 … MAX_NAME_BYTES bytes: 1 … 2^32−1. */
  numberOf(user: string): number {
    const end = this.#scratch.write(user);
    return this.numberOfBytes(this.#scratch.bytes, 0, end);
  }

  /** `numberOf` of the bytes in `source[start … end)`. */
  numberOfBytes(source: Uint8Array, start: number, end: number): number {
    if (2 * this.#size >= this.#words.length >> 1) this.#grow();
    const hash = this.#hash.of(source, start, end);
    const words = this.#words;
    const mask = words.length - 1;
    let at = this.#home(hash);
    for (; words[at | NUMBER] !== NONE; at = (at + 2) & mask) {
      const number = words[at | NUMBER] as number;
      if (words[at | HASH] === hash && this.#names.equals(number, source, start, end))
        return number;
    }
    words[at | HASH] = hash;
    words[at | NUMBER] = this.#names.add(source, start, end);
    this.#size++;
    return words[at | NUMBER] as number;
  }

  #home(hash: number): number {
    return (hash >>> this.#shift) << 1;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Int32Array(2 * old.length);
    this.#shift--;
    const words = this.#words;
    const mask = words.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from | NUMBER] === NONE) continue;
      let at = this.#home(old[from | HASH] as number);
      while (words[at | NUMBER] !== NONE) at = (at + 2) & mask;
      words[at | HASH] = old[from | HASH] as number;
      words[at | NUMBER] = old[from | NUMBER] as number;
    }
  }
}
