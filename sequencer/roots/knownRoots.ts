import type { Claim } from "#l1/eventTypes";
import { equalBytes } from "#protocol/bytes";
import type { StatePort } from "#protocol/state";
import { hashRoot, nodeAt, siblingsOf, type TreeNode } from "#protocol/tree";
import type { Executor } from "../execute.ts";
import type { L1View } from "../ports.ts";
import type { KnownRoot, Roots } from "./roots.ts";
import { TreeView } from "./treeView.ts";

/** Pairs what L1 says of claims with the states that the executor has. A root is only told if both agree on it. */
export class KnownRoots implements Roots {
  readonly #executor: Executor;
  readonly #view: () => L1View | undefined;

  constructor(executor: Executor, view: () => L1View | undefined) {
    this.#executor = executor;
    this.#view = view;
  }

  get executed(): StatePort {
    return new TreeView(this.#executor.settled);
  }

  newest(at: "claimed" | "final"): KnownRoot | undefined {
    const view = this.#view();
    if (view === undefined) return undefined;
    return (at === "claimed" ? this.#claimed(view) : undefined) ?? this.#final(view);
  }

  #claimed(view: L1View): KnownRoot | undefined {
    for (const { claim, to } of view.standing.toReversed()) {
      if (!claim.atStart) continue;
      const tree = this.#executor.stateBehind(claim.slot, to);
      if (tree !== undefined && equalBytes(hashRoot(tree), claim.stateRoot))
        return knownRoot("claimed", claim.slot, claim, tree);
    }
    return undefined;
  }

  #final(view: L1View): KnownRoot | undefined {
    const { finalisedSlot: slot, finalisedRoot } = view;
    if (slot > this.#executor.slot) return undefined;
    const tree = this.#executor.finalState(slot);
    if (!equalBytes(hashRoot(tree), finalisedRoot)) return undefined;
    return knownRoot("final", slot, view.finalisedClaim, tree);
  }
}

function knownRoot(
  at: "claimed" | "final",
  slot: number,
  claim: Claim | undefined,
  tree: TreeNode,
): KnownRoot {
  return {
    at,
    slot,
    root: hashRoot(tree),
    claim,
    state: new TreeView(tree),
    prove: (gindex) => ({ leaf: nodeAt(tree, gindex).root, siblings: siblingsOf(tree, gindex) }),
  };
}
