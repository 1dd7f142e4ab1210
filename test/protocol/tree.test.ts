import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import * as layout from "#protocol/layout";
import { State } from "#protocol/state";
import { depthOf, emptyTree, hashRoot, leafAt, makeLeaf, withLeaves } from "#protocol/tree";
import { Random, SEED } from "../reference/random.ts";

const sha = (left: Buffer, right: Buffer): Buffer =>
  createHash("sha256").update(left).update(right).digest();

/** Hash of every default subtree, straight from the shape in PROTOCOL.md §3. */
function emptyRootByDefinition(): string {
  const zero = Buffer.alloc(32);
  const repeat = (node: Buffer, depth: number): Buffer =>
    depth === 0 ? node : repeat(sha(node, node), depth - 1);
  const bitmap = sha(repeat(zero, 12), sha(repeat(zero, 4), zero));
  const account = sha(zero, repeat(zero, 6));
  const level = sha(zero, repeat(zero, 16));
  const side = sha(repeat(level, 20), bitmap);
  const market = sha(sha(zero, zero), sha(side, side));
  const table = sha(repeat(zero, 20), bitmap);
  const left = sha(repeat(zero, 3), repeat(account, 24));
  return sha(left, sha(repeat(market, 6), sha(table, table))).toString("hex");
}

/** A root from leaves alone: every node that has a written leaf below it is hashed, others are defaults. */
function rootByPaths(leaves: ReadonlyMap<number, Buffer>): string {
  const empty = emptyTree();
  const nodeHash = (gindex: number): Buffer => {
    const written = leaves.get(gindex);
    if (written !== undefined) return written;
    const below = [...leaves.keys()].some((leaf) => isAbove(gindex, leaf));
    if (!below) return Buffer.from(leafAt(empty, gindex).root);
    return sha(nodeHash(gindex * 2), nodeHash(gindex * 2 + 1));
  };
  return nodeHash(1).toString("hex");
}

const isAbove = (node: number, leaf: number): boolean => {
  const steps = depthOf(leaf) - depthOf(node);
  return steps >= 0 && Math.floor(leaf / 2 ** steps) === node;
};

describe("state tree", () => {
  test("the empty tree has the shape of the protocol", () => {
    expect(Buffer.from(hashRoot(emptyTree())).toString("hex")).toBe(emptyRootByDefinition());
  });

  test("depths of generalised indices", () => {
    expect([1, 2, 3, 4, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 48, 2 ** 49 - 1].map(depthOf)).toEqual([
      0, 1, 1, 2, 31, 31, 32, 48, 48,
    ]);
  });

  test(`batched writes give the root that hashing path by path gives (seed ${SEED})`, () => {
    const random = new Random(SEED, 0);
    const candidates = [
      layout.CURSOR_LEAF,
      layout.KEY_LEAF,
      layout.signerLeaf(0),
      layout.signerLeaf(2 ** 24 - 1),
      layout.balanceLeaf(5, 63),
      layout.paramsLeaf(63),
      layout.lastLeaf(0),
      layout.orderLeaf(0, 1, 2 ** 20 - 1, 65_535),
      layout.orderLeaf(63, 0, 17, 3),
      layout.levelLeaf(63, 0, 17),
      layout.expiryCountLeaf(2 ** 32 - 1),
      layout.bitmapTop(layout.sideBitmap(3, 0)),
      layout.bitmapLow(layout.expiryBitmap(layout.expiryTable(0)), 4_095),
    ];
    for (let round = 0; round < 20; round++) {
      const state = new State();
      const written = new Map<number, Buffer>();
      for (let writes = 0; writes < 12; writes++) {
        const gindex = candidates[random.below(candidates.length)] ?? layout.CURSOR_LEAF;
        const leaf = makeLeaf(random.below(2 ** 32), random.below(2 ** 32), 0, writes);
        state.set(gindex, leaf);
        written.set(gindex, Buffer.from(leaf.root));
        if (random.below(4) === 0) state.root();
      }
      expect(Buffer.from(state.root()).toString("hex")).toBe(rootByPaths(written));
    }
  });

  test("an old tree is untouched by a write", () => {
    const before = emptyTree();
    const after = withLeaves(before, [[layout.CURSOR_LEAF, makeLeaf(7)]]);
    expect(leafAt(before, layout.CURSOR_LEAF).h0).toBe(0);
    expect(leafAt(after, layout.CURSOR_LEAF).h0).toBe(7);
  });
});

describe("state", () => {
  test("a snapshot is what was written before it, flushed or not", () => {
    const state = new State();
    state.set(layout.CURSOR_LEAF, makeLeaf(1));
    const snapshot = state.snapshot();
    const root = state.root();
    state.set(layout.CURSOR_LEAF, makeLeaf(2));
    state.set(layout.PRICE_LEAF, makeLeaf(3));
    state.root();
    state.set(layout.AUCTION_LEAF, makeLeaf(4));
    state.restore(snapshot);
    expect(state.root()).toEqual(root);
    expect(state.get(layout.CURSOR_LEAF).h0).toBe(1);
    expect(state.get(layout.AUCTION_LEAF).h0).toBe(0);
  });

  test("unsaved leaves rebuild the state elsewhere", () => {
    const state = new State();
    state.trackWrites();
    for (let account = 0; account < 50; account++) {
      state.set(layout.signerLeaf(account * 1_000), makeLeaf(account + 1));
      if (account % 7 === 0) state.root();
    }
    const saved = state.takeUnsaved();
    expect(saved).toHaveLength(50);
    expect(state.takeUnsaved()).toEqual([]);
    expect(State.fromLeaves(saved).root()).toEqual(state.root());
  });
});
