import type { Claim } from "#l1/eventTypes";
import type { StatePort } from "#protocol/state";

/** States that L1 knows the root of, to prove leaves from. */
export interface Roots {
  /**
   * `claimed`: the newest claim that ends at Start and stands; where none is newer than the newest final one, that one. `final`: the
   * newest final one, genesis before there is any. Undefined where L1 has not answered yet or the state is not at hand: it may be
   * executed only later.
   */
  newest(at: "claimed" | "final"): KnownRoot | undefined;
  /** The state behind the last executed slot. Do not keep it: the next slot replaces it. */
  readonly executed: StatePort;
}

export interface KnownRoot {
  /** `claimed`: it may still be killed. */
  readonly at: "claimed" | "final";
  readonly slot: number;
  readonly root: Uint8Array;
  /** Undefined for genesis. */
  readonly claim: Claim | undefined;
  readonly state: StatePort;
  /** A leaf, 32 bytes, and its siblings up to the root, lowest first. */
  prove(gindex: number): { readonly leaf: Uint8Array; readonly siblings: readonly Uint8Array[] };
}
