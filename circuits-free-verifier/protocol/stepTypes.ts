import type { OrderRef } from "./book.ts";
import type { Clearing } from "./clearing.ts";
import type { Facts } from "./facts.ts";
import type { Cursor } from "./leaves.ts";
import type { SigningContext } from "./messages.ts";
import type { Operation } from "./operation.ts";
import type { Outcome } from "./outcomes.ts";
import type { RecordTape } from "./records.ts";
import type { StatePort } from "./state.ts";

/** What is the same for every step of a deployment. */
export type Context = SigningContext;

/** Who decides where the rules leave a choice open or the answer is not local: the claimant. */
export interface Proposer {
  clearing(state: StatePort, market: number): Clearing;
  /** A live order that expires in `slot`. */
  expiring(state: StatePort, slot: number): OrderRef;
}

/** All that a step works with; the cursor is the one before it. */
export interface StepInput {
  readonly state: StatePort;
  readonly cursor: Cursor;
  readonly facts: Facts;
  readonly context: Context;
  readonly tape: RecordTape;
  readonly proposer: Proposer;
}

/** What a step did, for people and for indices beside the tree. Ticks, lots and units as in PROTOCOL.md §1. */
export type StepReport =
  | {
      readonly kind: "start";
      readonly slot: number;
      readonly envelopes: number;
      readonly opened: boolean;
    }
  | {
      readonly kind: "expire";
      readonly ref: OrderRef;
      readonly account: number;
      readonly lots: number;
    }
  | { readonly kind: "advance"; readonly era: number }
  | {
      readonly kind: "inbox";
      readonly index: number;
      readonly account: number;
      readonly outcome: Outcome;
      /** Lots that the order had left. */
      readonly cancelled?: { readonly ref: OrderRef; readonly lots: number };
      /** Units taken by a forced withdraw. */
      readonly withdrawn?: number;
    }
  | {
      readonly kind: "operation";
      /** Position in the order of application, index in the sealed list, block. */
      readonly position: number;
      readonly sealed: number;
      readonly block: number;
      readonly account: number;
      /** Undefined where the envelope is skipped or the block does not decode. */
      readonly operation?: Operation;
      readonly outcome: Outcome;
      readonly placed?: { readonly ref: OrderRef; readonly expiry: number; readonly lots: number };
      readonly cancelled?: { readonly ref: OrderRef; readonly lots: number };
    }
  | {
      readonly kind: "clear";
      readonly market: number;
      readonly tick: number;
      readonly volume: number;
    }
  | {
      readonly kind: "fill";
      readonly ref: OrderRef;
      readonly account: number;
      readonly lots: number;
      readonly tick: number;
    }
  | { readonly kind: "skip"; readonly ref: OrderRef }
  | {
      readonly kind: "close";
      readonly market: number;
      readonly tick: number;
      readonly volume: number;
      readonly fee: number;
    }
  | { readonly kind: "end"; readonly slot: number };
