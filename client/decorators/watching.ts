import { watchAccount } from "../actions/watchAccount.ts";
import { watchBatches } from "../actions/watchBatches.ts";
import { watchBook } from "../actions/watchBook.ts";
import { watchTrades } from "../actions/watchTrades.ts";

/** Actions that tell what changes, as it changes. */
export const watchingActions = { watchBatches, watchTrades, watchBook, watchAccount };
