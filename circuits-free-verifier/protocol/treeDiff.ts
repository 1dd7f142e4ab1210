import type { LeafBytes } from "./state.ts";
import type { TreeNode } from "./tree.ts";

/** The leaves of `after` that are not as in `before`, both hashed. Shared subtrees are not entered. */
export function changedLeaves(before: TreeNode, after: TreeNode): LeafBytes[] {
  const changed: LeafBytes[] = [];
  const walk = (old: TreeNode, now: TreeNode, gindex: number): void => {
    if (old === now || sameHash(old, now)) return;
    if (now.isLeaf()) {
      changed.push({ gindex, bytes: now.root });
      return;
    }
    walk(old.left, now.left, 2 * gindex);
    walk(old.right, now.right, 2 * gindex + 1);
  };
  walk(before, after, 1);
  return changed;
}

function sameHash(a: TreeNode, b: TreeNode): boolean {
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
