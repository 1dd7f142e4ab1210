import { verifyBalance } from "../actions/verifyBalance.ts";
import { verifyKey } from "../actions/verifyKey.ts";
import { verifyOrder } from "../actions/verifyOrder.ts";
import { verifyReceipt } from "../actions/verifyReceipt.ts";

/** Actions that hold what the API says against L1. */
export const verifyingActions = { verifyBalance, verifyKey, verifyOrder, verifyReceipt };
