import type { TreeNode } from "#protocol/tree";
import {
  emptyRoot,
  halves,
  type Place,
  placeOf,
  type Shape,
  STATE_SHAPE,
  sha256,
} from "./shape.ts";

/** A leaf that is not all zeros. */
export interface FoundLeaf {
  readonly place: Place;
  /** The way down from the root: 0 left, 1 right. */
  readonly bits: string;
  readonly bytes: Uint8Array;
}

/** Every leaf of a hashed tree that is not all zeros, left to right. */
export function stateLeaves(root: TreeNode): FoundLeaf[] {
  const found: FoundLeaf[] = [];
  visit(root, STATE_SHAPE, "", found);
  return found;
}

function visit(node: TreeNode, shape: Shape, bits: string, found: FoundLeaf[]): void {
  if (hasRoot(node, emptyWords(shape))) return;
  if (shape.kind === "leaf") {
    found.push({ place: placeOf(bits), bits, bytes: node.root });
    return;
  }
  const [left, right] = halves(shape);
  visit(node.left, left, `${bits}0`, found);
  visit(node.right, right, `${bits}1`, found);
}

const words = new WeakMap<Shape, Int32Array>();

function emptyWords(shape: Shape): Int32Array {
  const known = words.get(shape);
  if (known !== undefined) return known;
  const view = Buffer.from(emptyRoot(shape));
  const made = Int32Array.from({ length: 8 }, (_, n) => view.readInt32LE(4 * n));
  words.set(shape, made);
  return made;
}

function hasRoot(node: TreeNode, root: Int32Array): boolean {
  const { h0, h1, h2, h3, h4, h5, h6, h7 } = node.rootHashObject;
  return [h0, h1, h2, h3, h4, h5, h6, h7].every((word, n) => (word | 0) === root[n]);
}

/** The state root that the leaves other than zero imply, hashed pair by pair. */
export function naiveRoot(leaves: readonly FoundLeaf[]): Uint8Array {
  return rootOf(STATE_SHAPE, leaves, 0);
}

function rootOf(shape: Shape, leaves: readonly FoundLeaf[], depth: number): Uint8Array {
  const first = leaves[0];
  if (first === undefined) return emptyRoot(shape);
  if (shape.kind === "leaf") return first.bytes;
  const [left, right] = halves(shape);
  const on = (bit: string): FoundLeaf[] => leaves.filter((found) => found.bits[depth] === bit);
  return sha256(rootOf(left, on("0"), depth + 1), rootOf(right, on("1"), depth + 1));
}
