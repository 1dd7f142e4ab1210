import { concatBytes } from "./bytes.ts";
import type { Crypto } from "./crypto.ts";

/** Proofs of leaves of the state tree, without a tree. */

/**
 * Root of the state tree that a leaf and its siblings, 32 bytes each and lowest first, lie under. One sibling for each level: that
 * there are just `levelsAbove(gindex)` of them is the caller's to see to.
 */
export function foldProof(
  crypto: Pick<Crypto, "sha256">,
  gindex: number,
  leaf: Uint8Array,
  siblings: readonly Uint8Array[],
): Uint8Array {
  let node = leaf;
  let place = gindex;
  for (const sibling of siblings) {
    const pair = place % 2 === 0 ? concatBytes(node, sibling) : concatBytes(sibling, node);
    node = crypto.sha256(pair);
    place = Math.floor(place / 2);
  }
  return node;
}

/** How far a generalised index lies below the root, whose own is 1. */
export function levelsAbove(gindex: number): number {
  let levels = 0;
  for (let place = gindex; place > 1; place = Math.floor(place / 2)) levels++;
  return levels;
}
