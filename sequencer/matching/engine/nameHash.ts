import { randomInt } from "node:crypto";

const FINISHING_ROUNDS = 3;
const WORDS = 2 ** 32;

/**
 * 32 bits of a name under a secret key: HalfSipHash-1-3, which guards hash tables from those who choose the names. Without
 * the key nobody can tell which names will meet, so nobody can make a market slow by sending such names.
 */
export class NameHash {
  readonly #k0: number;
  readonly #k1: number;

  constructor(key: readonly [number, number]) {
    this.#k0 = key[0] | 0;
    this.#k1 = key[1] | 0;
  }

  of(source: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const words = length >> 2;
    let v0 = this.#k0;
    let v1 = this.#k1;
    let v2 = 0x6c79_6765 ^ v0;
    let v3 = 0x7465_6462 ^ v1;
    let at = start;
    // One round for each word, one for the last bytes with the length, three to finish.
    for (let step = 0; step <= words + FINISHING_ROUNDS; step++) {
      let word = 0;
      if (step < words) {
        word =
          (source[at] as number) |
          ((source[at + 1] as number) << 8) |
          ((source[at + 2] as number) << 16) |
          ((source[at + 3] as number) << 24);
        at += 4;
      } else if (step === words) {
        word = length << 24;
        for (let shift = 0; at < end; shift += 8) word |= (source[at++] as number) << shift;
      } else if (step === words + 1) {
        v2 ^= 0xff;
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    return v1 ^ v3;
  }
}

/** The key is drawn once a process. No result depends on it: it decides where a name lies, never what comes first. */
export const processHash = new NameHash([randomInt(WORDS), randomInt(WORDS)]);
