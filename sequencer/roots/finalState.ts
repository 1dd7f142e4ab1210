import { MAX_SLOT } from "#protocol/constants";
import {
  hashRoot,
  type Leaf,
  leafOfBytes,
  sharing,
  type TreeNode,
  withLeaves,
} from "#protocol/tree";
import type { LeafChange } from "../store/changes.ts";

export interface ChangeLog {
  /** Leaves changed by slots above `after` up to `upTo`, by rising slot. */
  changes(after: number, upTo: number): Iterable<LeafChange>;
}

/** Leaves that are applied at a time. */
const MOST_WRITES = 65_536;

/**
 * The state behind the newest final slot, which follows the executed one at a distance of the challenge window. What both
 * have in common is in memory once.
 */
export class FinalState {
  readonly #log: ChangeLog;
  #root: TreeNode;
  #slot = 0;

  /** @param root the state before every change in the log */
  constructor(log: ChangeLog, root: TreeNode) {
    this.#log = log;
    this.#root = root;
  }

  /** @param executed behind every change in the log */
  static behind(log: ChangeLog, executed: TreeNode): FinalState {
    return new FinalState(log, undone(log, executed, 0));
  }

  /** The state behind a slot that is final; slots never fall from one call to the next, `executed` is at or behind it. */
  at(slot: number, executed: TreeNode): TreeNode {
    if (slot <= this.#slot) return this.#root;
    let writes = new Map<number, Leaf>();
    for (const { gindex, after } of this.#log.changes(this.#slot, slot)) {
      writes.set(gindex, leafOfBytes(after));
      if (writes.size < MOST_WRITES) continue;
      this.#apply(writes, executed);
      writes = new Map();
    }
    this.#apply(writes, executed);
    this.#slot = slot;
    return this.#root;
  }

  #apply(writes: ReadonlyMap<number, Leaf>, executed: TreeNode): void {
    const next = withLeaves(this.#root, writes);
    hashRoot(next);
    this.#root = sharing(next, this.#root, executed);
  }
}

/** The state behind `slot`, from a later one by taking back what changed since. */
export function undone(log: ChangeLog, executed: TreeNode, slot: number): TreeNode {
  const writes = new Map<number, Leaf>();
  for (const { gindex, before } of log.changes(slot, MAX_SLOT))
    if (!writes.has(gindex)) writes.set(gindex, leafOfBytes(before));
  const root = withLeaves(executed, writes);
  hashRoot(root);
  return root;
}
