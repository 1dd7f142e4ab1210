import type { Facts } from "#protocol/facts";
import { INVALID, type Invalid } from "#protocol/outcomes";
import type { Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import type { Chunk } from "#protocol/trace";

/** A way to claim a slot wrongly, as a thief or a broken claimant would. */
export interface Lie {
  readonly kind: string;
  /** What is wrong with it, for people. */
  readonly text: string;
  /** Why the rules refuse it: one of these, by what else the chunk holds. */
  readonly reasons: readonly Invalid[];
  /** Undefined where the next slot has no place for it. */
  tell(input: LieInput): Told | undefined;
}

export interface LieInput {
  /** At Start, where the claim begins. */
  readonly before: Snapshot;
  readonly facts: Facts;
  readonly context: Context;
  /** Whom it favours, where it favours anyone. */
  readonly account: number;
}

/** A wrong claim of all that is left of the next slot. */
export interface Told {
  readonly chunks: readonly Chunk[];
  /** That the last root stands for: at Start, so that L1 takes the claim. */
  readonly state: State;
  /** Where a verifier finds it out. */
  readonly found: Found;
}

export interface Found {
  readonly chunk: number;
  /** Within the chunk. */
  readonly step: number;
  readonly reason: Invalid;
}

/** Why a wrong state is refused: at its chunk's root, or before that by records that follow from it. */
export const WRONG_STATE: readonly Invalid[] = Object.values(INVALID).filter(
  (reason) => reason !== INVALID.noFact,
);
