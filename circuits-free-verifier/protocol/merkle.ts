import { below, concatBytes, equalBytes, sized } from "./bytes.ts";
import type { Crypto } from "./crypto.ts";
import { EncodingError } from "./errors.ts";

/**
 * Keccak trees of a fixed depth over posted data: leaves are 32 bytes, unused leaves are zero, a parent is
 * keccak(left ‖ right). Envelopes, key sets and claims are each such a tree.
 */

type Keccak = Pick<Crypto, "keccak256">;

/** Root of at most 2^depth leaves; throws EncodingError for more. */
export function merkleRoot(
  crypto: Keccak,
  leaves: readonly Uint8Array[],
  depth: number,
): Uint8Array {
  const levels = levelsOf(crypto, leaves, depth);
  return levels[depth]?.[0] ?? zeroRoot(crypto, depth);
}

/** The `depth` siblings from leaf `index` up to the root, 32 bytes each. */
export function merkleProof(
  crypto: Keccak,
  leaves: readonly Uint8Array[],
  depth: number,
  index: number,
): Uint8Array[] {
  below("leaf index", index, 2 ** depth);
  const levels = levelsOf(crypto, leaves, depth);
  const proof: Uint8Array[] = [];
  for (let height = 0; height < depth; height++) {
    const sibling = Math.floor(index / 2 ** height) ^ 1;
    proof.push(levels[height]?.[sibling] ?? zeroRoot(crypto, height));
  }
  return proof;
}

/** Whether `leaf` is leaf `index` under `root`. False for a proof of any other length than `depth`. */
export function merkleVerify(
  crypto: Keccak,
  root: Uint8Array,
  depth: number,
  index: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (proof.length !== depth || !(index >= 0 && index < 2 ** depth)) return false;
  let node = leaf;
  let place = index;
  for (const sibling of proof) {
    if (sibling.length !== 32) return false;
    node = place % 2 === 0 ? parent(crypto, node, sibling) : parent(crypto, sibling, node);
    place = Math.floor(place / 2);
  }
  return equalBytes(node, root);
}

/** The used nodes of every level, leaves first. */
function levelsOf(crypto: Keccak, leaves: readonly Uint8Array[], depth: number): Uint8Array[][] {
  if (leaves.length > 2 ** depth) {
    throw new EncodingError("leaves", leaves.length, `at most ${2 ** depth}`);
  }
  let level = leaves.map((leaf) => sized("leaf", leaf, 32));
  const levels = [level];
  for (let height = 0; height < depth; height++) {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const left = level[at] as Uint8Array;
      parents.push(parent(crypto, left, level[at + 1] ?? zeroRoot(crypto, height)));
    }
    level = parents;
    levels.push(level);
  }
  return levels;
}

/** Root of a subtree of unused leaves. */
function zeroRoot(crypto: Keccak, height: number): Uint8Array {
  let node: Uint8Array = new Uint8Array(32);
  for (let at = 0; at < height; at++) node = parent(crypto, node, node);
  return node;
}

function parent(crypto: Keccak, left: Uint8Array, right: Uint8Array): Uint8Array {
  return crypto.keccak256(concatBytes(left, right));
}
