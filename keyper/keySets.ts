import { KEY_SET_SLOTS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { keyProof, keySetRoot, type SlotKeys } from "#protocol/keySet";
import { isScalar, ONE } from "#protocol/scalar";
import { KeyperRefusal } from "./errors.ts";

/** Fills 32 fresh bytes that nobody can predict. */
export type Randomness = () => Uint8Array;

/** The keys of 1,024 slots from `first`, for a keyper that is alone: its share of a slot's key is the key. */
export interface KeySet {
  readonly first: number;
  readonly root: Uint8Array;
  /** x of each slot. */
  readonly scalars: readonly Uint8Array[];
  /** Y of each slot, compressed. */
  readonly points: readonly Uint8Array[];
  readonly keys: readonly SlotKeys[];
}

/** 1,024 scalars drawn independently, each with a point whose x lies below n, so that L1 derives the same address. */
export function drawScalars(crypto: Crypto, random: Randomness): Uint8Array[] {
  return Array.from({ length: KEY_SET_SLOTS }, () => {
    for (;;) {
      const x = random();
      const point = isScalar(x) ? crypto.pointOf(x) : undefined;
      if (point !== undefined && crypto.sharedAddress(point, ONE) !== undefined) return x;
    }
  });
}

/** @throws EncodingError unless there are 1,024 scalars in [1, n) */
export function keySetOf(crypto: Crypto, first: number, scalars: readonly Uint8Array[]): KeySet {
  const points = scalars.map((x, n) => known(crypto.pointOf(x), first + n));
  const keys = scalars.map((x, n) => {
    const batchKey = known(crypto.addressOf(x), first + n);
    return { slot: first + n, batchKey, shares: [batchKey] };
  });
  return { first, root: keySetRoot(crypto, keys), scalars, points, keys };
}

/** Siblings from a slot's leaf to the set's root. */
export const proofOf = (crypto: Crypto, set: KeySet, slot: number): Uint8Array[] =>
  keyProof(crypto, set.keys, slot - set.first);

function known<T>(value: T | undefined, slot: number): T {
  if (value === undefined) throw new KeyperRefusal("noKey", slot, "a bad scalar", "one in [1, n)");
  return value;
}
