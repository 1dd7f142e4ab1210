import type { StatePort } from "#protocol/state";
import { type Leaf, ZERO_LEAF } from "#protocol/tree";

/** A state without a tree: leaves in a map over a base that it leaves alone. No root, but quick to make and to drop. */
export class MapState implements StatePort {
  readonly #base: StatePort;
  readonly #leaves = new Map<number, Leaf>();

  constructor(base: StatePort = { get: () => ZERO_LEAF, set() {} }) {
    this.#base = base;
  }

  get(gindex: number): Leaf {
    return this.#leaves.get(gindex) ?? this.#base.get(gindex);
  }

  set(gindex: number, leaf: Leaf): void {
    this.#leaves.set(gindex, leaf);
  }
}
