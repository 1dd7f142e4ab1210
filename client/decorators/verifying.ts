import { verifyBalance } from "../actions/verifyBalance.ts";
import { verifyKey } from "../actions/verifyKey.ts";
import { verifyOrder } from "../actions/verifyOrder.ts";
import { verifyReceipt } from "../actions/verifyReceipt.ts";

/** Actions that hold what the API says against L1. */
export const verifyingActions = {
  /** Checks a balance against a state root on L1, and gives what is proven. */
  verifyBalance,
  /** Checks that a batch's key is the one registered on L1 under the keypers' signatures. */
  verifyKey,
  /** Checks an order against a state root on L1, and gives what is proven: who owns it, what is left, or that it is not in the book. */
  verifyOrder,
  /** Checks that a receipt is the promise of L1's sequencer to seal just this envelope. */
  verifyReceipt,
};
