import type { Facts } from "#protocol/facts";
import type { Context } from "#protocol/stepTypes";
import type { Random } from "../reference/random.ts";
import type { Watched } from "./watched.ts";

/** Something wrong that a claimant might post in the place of a right chunk. */
export interface Lie {
  /** What was altered. */
  readonly mutation: string;
  readonly root: Uint8Array;
  readonly records: Uint8Array;
}

/** A right chunk and all that a liar may look at. */
export interface Truth {
  readonly chunk: Watched;
  readonly facts: Facts;
  readonly context: Context;
  readonly random: Random;
}
