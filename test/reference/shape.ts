import { createHash } from "node:crypto";

/** The state tree as a grammar, from the tables of PROTOCOL.md §3: nothing here knows a generalised index by formula. */

export type LeafName =
  | "header"
  | "signer"
  | "balance"
  | "params"
  | "last"
  | "level"
  | "order"
  | "count"
  | `${"key" | "slot"} storey ${0 | 1 | 2}`;

export type Shape =
  | { readonly kind: "leaf"; readonly name: LeafName }
  | { readonly kind: "pair"; readonly left: Shape; readonly right: Shape }
  | { readonly kind: "list"; readonly depth: number; readonly of: Shape };

const leaf = (name: LeafName): Shape => ({ kind: "leaf", name });
const pair = (left: Shape, right: Shape): Shape => ({ kind: "pair", left, right });
const list = (depth: number, of: Shape): Shape => ({ kind: "list", depth, of });

const bitmap = (of: "key" | "slot"): Shape =>
  pair(
    list(12, leaf(`${of} storey 0`)),
    pair(list(4, leaf(`${of} storey 1`)), leaf(`${of} storey 2`)),
  );
const account = pair(leaf("signer"), list(6, leaf("balance")));
const level = pair(leaf("level"), list(16, leaf("order")));
const side = pair(list(20, level), bitmap("key"));
const market = pair(pair(leaf("params"), leaf("last")), list(1, side));
const table = pair(list(20, leaf("count")), bitmap("slot"));

export const STATE_SHAPE: Shape = pair(
  pair(list(3, leaf("header")), list(24, account)),
  pair(list(6, market), list(1, table)),
);

/** What a leaf is: its kind and the indices of the lists around it, outermost first. */
export interface Place {
  readonly name: LeafName;
  readonly path: readonly number[];
}

/** Both halves of a shape that is no leaf; a list of depth 0 is its element. */
export function halves(shape: Shape): readonly [left: Shape, right: Shape] {
  if (shape.kind === "pair") return [shape.left, shape.right];
  if (shape.kind === "leaf") throw new RangeError("a leaf has no halves");
  const half = sublist(shape);
  return [half, half];
}

const sublists = new WeakMap<Shape, Shape>();

function sublist(shape: Shape & { kind: "list" }): Shape {
  if (shape.depth === 1) return shape.of;
  const known = sublists.get(shape);
  if (known !== undefined) return known;
  const half = list(shape.depth - 1, shape.of);
  sublists.set(shape, half);
  return half;
}

/** Where the way down from the root leads: 0 left, 1 right. */
export function placeOf(bits: string): Place {
  let shape = STATE_SHAPE;
  const path: number[] = [];
  let index = 0;
  for (const bit of bits) {
    const [left, right] = halves(shape);
    if (shape.kind === "list") {
      index = index * 2 + Number(bit);
      if (shape.depth === 1) {
        path.push(index);
        index = 0;
      }
    }
    shape = bit === "0" ? left : right;
  }
  if (shape.kind !== "leaf") throw new RangeError(`${bits} leads to no leaf`);
  return { name: shape.name, path };
}

export function sha256(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash("sha256").update(left).update(right).digest();
}

const empties = new WeakMap<Shape, Uint8Array>();

/** Root of a subtree of zero leaves. */
export function emptyRoot(shape: Shape): Uint8Array {
  if (shape.kind === "leaf") return new Uint8Array(32);
  const known = empties.get(shape);
  if (known !== undefined) return known;
  const [left, right] = halves(shape);
  const root = sha256(emptyRoot(left), emptyRoot(right));
  empties.set(shape, root);
  return root;
}
