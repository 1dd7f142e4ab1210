import { cancelAllOrders } from "../actions/cancelAllOrders.ts";
import { cancelOrders } from "../actions/cancelOrders.ts";
import { placeOrders } from "../actions/placeOrders.ts";
import { replaceOrders } from "../actions/replaceOrders.ts";
import { submitOperations } from "../actions/submitOperations.ts";
import { waitForEnvelope } from "../actions/waitForEnvelope.ts";
import { waitForSubmission } from "../actions/waitForSubmission.ts";
import { withdraw } from "../actions/withdraw.ts";

/** Actions that seal, and that wait for what became of it. */
export const orderActions = {
  /** Places sealed orders: nobody can read them before their batch is fixed. */
  placeOrders,
  /** Cancels orders in the next batch. */
  cancelOrders,
  /** Cancels orders and places others in one and the same batch; what the cancelled ones locked pays for the new ones. */
  replaceOrders,
  /** Cancels all orders that are open as of the last executed batch, at most 1,000 at a call. */
  cancelAllOrders,
  /** Takes money off the exchange's books, sealed like an order. */
  withdraw,
  /** Seals operations to the next batch that takes them, signs, hands in, checks and keeps the receipt. */
  submitOperations,
  /** Waits until an envelope's batch is executed, or lost: then `stage` is `lost`, `outcome` null, and nothing of it was executed. */
  waitForEnvelope,
  /** Waits until all envelopes of a submission are executed, and tells what became of each operation, in the order of the submission. */
  waitForSubmission,
};
