import { toHex } from "#protocol/bytes";
import { computeShuffledIndex, shuffleSeed } from "#protocol/shuffle";
import { bytesFrom, type Case, crypto, type Vectors } from "./source.ts";

const COUNTS = [0, 1, 2, 3, 4, 10, 100, 255, 256, 257, 511, 512, 513, 1024];

/** Element i of `order` is compute_shuffled_index(i, count, seed): the sealed index that position i applies. */
function row(count: number): Case {
  const key = bytesFrom(`key for ${count}`);
  const root = bytesFrom(`root for ${count}`);
  const seed = shuffleSeed(crypto, key, root);
  const order = Array.from({ length: count }, (_, i) =>
    computeShuffledIndex(crypto, i, count, seed),
  );
  return { count, key: toHex(key), envelopeRoot: toHex(root), seed: toHex(seed), order };
}

export function shuffles(): Vectors {
  return { rounds: 90, cases: COUNTS.map(row) };
}
