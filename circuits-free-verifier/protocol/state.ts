import {
  emptyTree,
  hashRoot,
  type Leaf,
  leafAt,
  leafOfBytes,
  type TreeNode,
  withLeaves,
} from "./tree.ts";

/** All that a step knows of the state: leaves by generalised index. */
export interface StatePort {
  get(gindex: number): Leaf;
  set(gindex: number, leaf: Leaf): void;
}

/** An old state, kept by one reference. */
export interface Snapshot {
  readonly root: TreeNode;
}

/** A leaf as it is stored. */
export interface LeafBytes {
  readonly gindex: number;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** Cached leaves beyond which a flush also drops the cache; bounds memory during long sweeps. */
const MAX_CACHED_LEAVES = 65_536;

/** The state: a Merkle tree behind a write-back cache of leaves. */
export class State implements StatePort {
  #root: TreeNode;
  readonly #cache = new Map<number, Leaf>();
  readonly #dirty = new Map<number, Leaf>();
  #unsaved: Set<number> | undefined;

  constructor(root: TreeNode = emptyTree()) {
    this.#root = root;
  }

  /** The state whose non-zero leaves these are. */
  static fromLeaves(leaves: Iterable<LeafBytes>): State {
    const writes = new Map<number, Leaf>();
    for (const { gindex, bytes } of leaves) writes.set(gindex, leafOfBytes(bytes));
    return new State(withLeaves(emptyTree(), writes));
  }

  get(gindex: number): Leaf {
    const cached = this.#cache.get(gindex);
    if (cached !== undefined) return cached;
    const leaf = leafAt(this.#root, gindex);
    this.#cache.set(gindex, leaf);
    return leaf;
  }

  set(gindex: number, leaf: Leaf): void {
    this.#cache.set(gindex, leaf);
    this.#dirty.set(gindex, leaf);
  }

  /** Root hash, 32 fresh bytes; hashes what was written since the last one in one batch. */
  root(): Uint8Array {
    this.#flush();
    return hashRoot(this.#root);
  }

  snapshot(): Snapshot {
    this.root();
    return { root: this.#root };
  }

  /** Back to a snapshot; forgets everything written since. */
  restore(snapshot: Snapshot): void {
    this.#dirty.clear();
    this.#cache.clear();
    this.#root = snapshot.root;
  }

  /** From now on, takeUnsaved tells which leaves were written. */
  trackWrites(): void {
    this.#unsaved ??= new Set();
  }

  /** Leaves written since the last call, with their present bytes. */
  takeUnsaved(): LeafBytes[] {
    this.#flush();
    const gindices = [...(this.#unsaved ?? [])];
    this.#unsaved?.clear();
    return gindices.map((gindex) => ({ gindex, bytes: this.get(gindex).root }));
  }

  #flush(): void {
    if (this.#dirty.size === 0) return;
    this.#root = withLeaves(this.#root, this.#dirty);
    if (this.#unsaved !== undefined)
      for (const gindex of this.#dirty.keys()) this.#unsaved.add(gindex);
    this.#dirty.clear();
    if (this.#cache.size > MAX_CACHED_LEAVES) this.#cache.clear();
  }
}
