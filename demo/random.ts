/** Whole numbers drawn from a seed: the same ones on every machine. */
export interface Random {
  /** Uniform in 0 … limit − 1; limit is 1 … 2^32. */
  below(limit: number): number;
}

const U64 = (1n << 64n) - 1n;

/**
 * xoshiro128** of Blackman and Vigna ("Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021), its four words
 * filled by their SplitMix64 from `seed`.
 */
export function randomFrom(seed: number): Random {
  let [a = 0, b = 0, c = 0, d = 0] = splitMix(BigInt(seed));
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  return {
    below(limit) {
      // Numbers above the last whole multiple of `limit` would favour small results.
      const usable = 2 ** 32 - (2 ** 32 % limit);
      let drawn = next();
      while (drawn >= usable) drawn = next();
      return drawn % limit;
    },
  };
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Four 32-bit words: two results of SplitMix64, low word first. */
function splitMix(seed: bigint): number[] {
  const words: number[] = [];
  let state = seed & U64;
  for (let n = 0; n < 2; n++) {
    state = (state + 0x9e3779b97f4a7c15n) & U64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & U64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & U64;
    z ^= z >> 31n;
    words.push(Number(z & 0xffffffffn), Number(z >> 32n));
  }
  return words;
}
