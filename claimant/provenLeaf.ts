import type { Hex } from "viem";
import { toHex } from "#protocol/bytes";
import type { State } from "#protocol/state";
import { nodeAt, siblingsOf } from "#protocol/tree";

/** A leaf and its siblings up to the root, lowest first. */
export function provenLeaf(state: State, gindex: number): { leaf: Hex; proof: Hex[] } {
  const { root } = state.snapshot();
  return {
    leaf: toHex(nodeAt(root, gindex).root),
    proof: siblingsOf(root, gindex).map((node) => toHex(node)),
  };
}
