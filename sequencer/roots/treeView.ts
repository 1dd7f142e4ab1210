import type { StatePort } from "#protocol/state";
import { type Leaf, leafAt, type TreeNode } from "#protocol/tree";

/** A state that is only read; unlike `State` it remembers no leaf, so whoever reads much of it costs no memory. */
export class TreeView implements StatePort {
  readonly #root: TreeNode;

  constructor(root: TreeNode) {
    this.#root = root;
  }

  get(gindex: number): Leaf {
    return leafAt(this.#root, gindex);
  }

  /** @throws RangeError always */
  set(): never {
    throw new RangeError("this state is only read");
  }
}
