import { concatBytes, viewOf } from "./bytes.ts";
import { SHUFFLE_ROUNDS } from "./constants.ts";
import type { Crypto } from "./crypto.ts";

/** The beacon chain's swap-or-not shuffle (PROTOCOL.md §4, "Order of application"). */

type Sha256 = Pick<Crypto, "sha256">;

/** Seed of a slot's order of application: keccak(x ‖ envelopeRoot). */
export function shuffleSeed(
  crypto: Pick<Crypto, "keccak256">,
  key: Uint8Array,
  envelopeRoot: Uint8Array,
): Uint8Array {
  return crypto.keccak256(concatBytes(key, envelopeRoot));
}

/**
 * `compute_shuffled_index` of the consensus specification, word for word: the sealed index that position `index` of
 * `count` applies. The readable rule, and what L1 computes; whole lists come from `Crypto.shuffle`.
 */
export function computeShuffledIndex(
  crypto: Sha256,
  index: number,
  count: number,
  seed: Uint8Array,
): number {
  let at = index;
  for (let round = 0; round < SHUFFLE_ROUNDS; round++) {
    const flip = (pivotOf(crypto, round, count, seed) + count - at) % count;
    const position = Math.max(at, flip);
    const source = sourceOf(crypto, round, Math.floor(position / 256), seed);
    if (bitAt(source, position % 256) === 1) at = flip;
  }
  return at;
}

/**
 * `computeShuffledIndex` of every position at once. Each round swaps a position with its mirror image about the pivot;
 * walking the rounds backwards over a list of indices leaves at position i where i would have wandered to.
 */
export function shuffleAll(crypto: Sha256, count: number, seed: Uint8Array): Uint32Array {
  const list = Uint32Array.from({ length: count }, (_, index) => index);
  if (count < 2) return list;
  for (let round = SHUFFLE_ROUNDS - 1; round >= 0; round--) {
    const pivot = pivotOf(crypto, round, count, seed);
    const sources: Uint8Array[] = [];
    for (let index = 0; index < count; index++) {
      const flip = (pivot + count - index) % count;
      if (flip <= index) continue;
      const block = Math.floor(flip / 256);
      const source = sources[block] ?? sourceOf(crypto, round, block, seed);
      sources[block] = source;
      if (bitAt(source, flip % 256) === 1) swap(list, index, flip);
    }
  }
  return list;
}

/** First eight bytes of the hash as a little-endian number, modulo count, without leaving 53 bits. */
function pivotOf(crypto: Sha256, round: number, count: number, seed: Uint8Array): number {
  const view = viewOf(crypto.sha256(concatBytes(seed, Uint8Array.of(round))));
  const high = view.getUint32(4, true) % count;
  return (((high * 2 ** 32) % count) + (view.getUint32(0, true) % count)) % count;
}

function sourceOf(crypto: Sha256, round: number, block: number, seed: Uint8Array): Uint8Array {
  const input = new Uint8Array(37);
  input.set(seed);
  input[32] = round;
  viewOf(input).setUint32(33, block, true);
  return crypto.sha256(input);
}

function bitAt(source: Uint8Array, bit: number): number {
  return ((source[bit >> 3] ?? 0) >> (bit & 7)) & 1;
}

function swap(list: Uint32Array, a: number, b: number): void {
  const kept = list[a] ?? 0;
  list[a] = list[b] ?? 0;
  list[b] = kept;
}
