import type { LeafBytes } from "./state.ts";
import { sameHash, type TreeNode } from "./tree.ts";

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
