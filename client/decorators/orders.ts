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
  placeOrders,
  cancelOrders,
  replaceOrders,
  cancelAllOrders,
  withdraw,
  submitOperations,
  waitForEnvelope,
  waitForSubmission,
};
