import {
  BranchNode,
  getHashComputations,
  type HashComputationLevel,
  type Hasher,
  hasher,
  LeafNode,
  type Node,
  setHasher,
  subtreeFillToDepth,
  zeroNode,
} from "@chainsafe/persistent-merkle-tree";
import {
  ACCOUNT_DEPTH,
  ASSET_DEPTH,
  HEADER_DEPTH,
  MARKET_DEPTH,
  RING_DEPTH,
  TICK_BITS,
} from "./constants.ts";

/**
 * The state as a SHA-256 Merkle tree of immutable nodes: an update shares all that it does not touch with the tree
 * before it, so keeping an old state is keeping one reference. Leaves are written in batches and hashed in batches.
 */

/** 32 bytes as eight little-endian words h0 … h7, each kept as a signed 32-bit integer. Immutable by convention. */
export type Leaf = LeafNode;
export type TreeNode = Node;

/** Gindices are compared left-aligned to this depth; the deepest leaf (an order) lies at 48. */
const ALIGNED_DEPTH = 49;
const WHOLE = 2 ** ALIGNED_DEPTH;

export type TreeHasher = Hasher;

/** Hands in the SHA-256 that hashes trees from now on. Until then a slow pure one is at work. */
export function useTreeHasher(treeHasher: TreeHasher): void {
  setHasher(treeHasher);
}

export function makeLeaf(w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0, w6 = 0, w7 = 0): Leaf {
  return new LeafNode(w0 | 0, w1 | 0, w2 | 0, w3 | 0, w4 | 0, w5 | 0, w6 | 0, w7 | 0);
}

export const ZERO_LEAF: Leaf = makeLeaf();

/** A leaf of 32 bytes as they are; shorter input is padded with zeros on the right. */
export function leafOfBytes(bytes: Uint8Array): Leaf {
  if (bytes.length === 32) return LeafNode.fromRoot(bytes);
  const padded = new Uint8Array(32);
  padded.set(bytes);
  return LeafNode.fromRoot(padded);
}

export function isZeroLeaf(leaf: Leaf): boolean {
  return (leaf.h0 | leaf.h1 | leaf.h2 | leaf.h3 | leaf.h4 | leaf.h5 | leaf.h6 | leaf.h7) === 0;
}

export function depthOf(gindex: number): number {
  const high = Math.floor(gindex / 2 ** 31);
  return high > 0 ? 62 - Math.clz32(high) : 31 - Math.clz32(gindex);
}

/** The tree with every leaf zero. */
export function emptyTree(): TreeNode {
  const bitmap = branch(zeroNode(12), branch(zeroNode(4), zeroNode(0)));
  const account = branch(zeroNode(0), zeroNode(ASSET_DEPTH));
  const level = branch(zeroNode(0), zeroNode(RING_DEPTH));
  const side = branch(subtreeFillToDepth(level, TICK_BITS), bitmap);
  const market = branch(branch(zeroNode(0), zeroNode(0)), branch(side, side));
  const table = branch(zeroNode(TICK_BITS), bitmap);
  const root = branch(
    branch(zeroNode(HEADER_DEPTH), subtreeFillToDepth(account, ACCOUNT_DEPTH)),
    branch(subtreeFillToDepth(market, MARKET_DEPTH), branch(table, table)),
  );
  // Hashed node by node and once only: a batch would walk each shared subtree as often as it occurs.
  void root.rootHashObject;
  return root;
}

/** The node at `gindex`; gindex must lie in the tree. */
export function nodeAt(root: TreeNode, gindex: number): TreeNode {
  let node = root;
  let span = 2 ** depthOf(gindex);
  let offset = gindex - span;
  while (span > 1) {
    span /= 2;
    if (offset >= span) {
      offset -= span;
      node = node.right;
    } else {
      node = node.left;
    }
  }
  return node;
}

export function leafAt(root: TreeNode, gindex: number): Leaf {
  return nodeAt(root, gindex) as Leaf;
}

/** The siblings of a node up to the root, lowest first: 32 fresh bytes each. */
export function siblingsOf(root: TreeNode, gindex: number): Uint8Array[] {
  const siblings: Uint8Array[] = [];
  let node = root;
  let span = 2 ** depthOf(gindex);
  let offset = gindex - span;
  while (span > 1) {
    span /= 2;
    const isRight = offset >= span;
    siblings.push((isRight ? node.left : node.right).root);
    node = isRight ? node.right : node.left;
    if (isRight) offset -= span;
  }
  return siblings.reverse();
}

/**
 * The same tree as `root`, which took leaves in place of some of `before`, with what it has in common with `like` taken from
 * there, so that memory holds it once. All three hashed; looks only at nodes that are not `before`'s.
 */
export function sharing(root: TreeNode, before: TreeNode, like: TreeNode): TreeNode {
  if (root === like || root === before) return root;
  if (sameHash(root, like)) return like;
  if (root.isLeaf()) return root;
  const left = sharing(root.left, before.left, like.left);
  const right = sharing(root.right, before.right, like.right);
  if (left === root.left && right === root.right) return root;
  const shared = new BranchNode(left, right);
  shared.applyHash(root);
  return shared;
}

/** Whether two hashed nodes have the same hash. */
export function sameHash(a: TreeNode, b: TreeNode): boolean {
  return (
    a.h0 === b.h0 &&
    a.h1 === b.h1 &&
    a.h2 === b.h2 &&
    a.h3 === b.h3 &&
    a.h4 === b.h4 &&
    a.h5 === b.h5 &&
    a.h6 === b.h6 &&
    a.h7 === b.h7
  );
}

export interface Write {
  readonly gindex: number;
  readonly leaf: Leaf;
}

interface Placed {
  /** Left-aligned path of the leaf. */
  readonly path: number;
  readonly depth: number;
  readonly leaf: Leaf;
}

/** A tree that differs from `root` in the given leaves; each gindex at most once, none above another. Not yet hashed. */
export function withLeaves(root: TreeNode, writes: Iterable<readonly [number, Leaf]>): TreeNode {
  const placed: Placed[] = [];
  for (const [gindex, leaf] of writes) {
    const depth = depthOf(gindex);
    placed.push({ path: alignedPath(gindex, depth), depth, leaf });
  }
  if (placed.length === 0) return root;
  placed.sort((a, b) => a.path - b.path);
  return rebuilt(root, placed, 0, placed.length, 0, 0, WHOLE);
}

/** Path bits of a gindex, left-aligned: sorts leaves of any depth from left to right. */
export function alignedPath(gindex: number, depth: number): number {
  return (gindex - 2 ** depth) * 2 ** (ALIGNED_DEPTH - depth);
}

function rebuilt(
  node: TreeNode,
  placed: readonly Placed[],
  from: number,
  to: number,
  depth: number,
  start: number,
  span: number,
): TreeNode {
  const first = placed[from] as Placed;
  if (first.depth === depth) return first.leaf;
  const half = span / 2;
  const middle = start + half;
  const split = firstAtOrAfter(placed, from, to, middle);
  const left =
    split > from ? rebuilt(node.left, placed, from, split, depth + 1, start, half) : node.left;
  const right =
    split < to ? rebuilt(node.right, placed, split, to, depth + 1, middle, half) : node.right;
  return new BranchNode(left, right);
}

function firstAtOrAfter(placed: readonly Placed[], from: number, to: number, path: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((placed[middle] as Placed).path < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

const levels: HashComputationLevel[] = [];

/** Root hash, 32 fresh bytes. Hashes all unhashed nodes level by level. */
export function hashRoot(root: TreeNode): Uint8Array {
  if (root.h0 === null) {
    for (const level of levels) level.reset();
    getHashComputations(root, 0, levels);
    hasher.executeHashComputations(levels);
    for (const level of levels) level.clean();
  }
  return root.root;
}

/** SHA-256 of two 32-byte nodes, as the tree hashes them. */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hasher.digest64(left, right);
}

function branch(left: TreeNode, right: TreeNode): TreeNode {
  return new BranchNode(left, right);
}
