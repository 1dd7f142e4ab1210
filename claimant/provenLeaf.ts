import type { Hex } from "viem";
import { toHex } from "#protocol/bytes";
import type { State } from "#protocol/state";
import { nodeAt } from "#protocol/tree";

/** A leaf and its siblings up to the root, lowest first. */
export function provenLeaf(state: State, gindex: number): { leaf: Hex; proof: Hex[] } {
  const { root } = state.snapshot();
  const proof: Hex[] = [];
  for (let at = gindex; at > 1; at = Math.floor(at / 2)) {
    const sibling = at % 2 === 0 ? at + 1 : at - 1;
    proof.push(toHex(nodeAt(root, sibling).root));
  }
  return { leaf: toHex(nodeAt(root, gindex).root), proof };
}
