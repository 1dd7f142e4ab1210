import { watchAccount } from "../actions/watchAccount.ts";
import { watchBatches } from "../actions/watchBatches.ts";
import { watchBook } from "../actions/watchBook.ts";
import { watchTrades } from "../actions/watchTrades.ts";

/** Actions that tell what changes, as it changes. */
export const watchingActions = {
  /** Tells of every batch that is new or came further: first the newest 50, oldest first, then each change, in order and once. */
  watchBatches,
  /** Tells what batches trade in a market: first the newest 50 trades, then each new one, in order, once and without a gap. */
  watchTrades,
  /** Tells the book of a market, now and after each batch that changed it. */
  watchBook,
  /** Tells what batches change for an account. */
  watchAccount,
};
