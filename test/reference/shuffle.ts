import { createHash } from "node:crypto";

const ROUNDS = 90;

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** `compute_shuffled_index` of the beacon chain's specification, line by line. */
export function computeShuffledIndex(index: number, count: number, seed: Uint8Array): number {
  let at = index;
  for (let round = 0; round < ROUNDS; round++) {
    const roundByte = Uint8Array.of(round);
    const pivot = Number(sha256(seed, roundByte).readBigUInt64LE(0) % BigInt(count));
    const flip = (pivot + count - at) % count;
    const position = Math.max(at, flip);
    const window = Buffer.alloc(4);
    window.writeUInt32LE(Math.floor(position / 256));
    const source = sha256(seed, roundByte, window);
    const byte = source.readUInt8(Math.floor((position % 256) / 8));
    if ((byte >> (position % 8)) % 2 === 1) at = flip;
  }
  return at;
}

/** Sealed indices in the order in which they are applied. */
export function naiveOrder(count: number, seed: Uint8Array): number[] {
  return Array.from({ length: count }, (_, i) => computeShuffledIndex(i, count, seed));
}
