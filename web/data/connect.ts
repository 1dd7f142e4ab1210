import { watchAccount } from "../../client/actions/watchAccount.ts";
import { watchBatches } from "../../client/actions/watchBatches.ts";
import { watchBook } from "../../client/actions/watchBook.ts";
import { watchTrades } from "../../client/actions/watchTrades.ts";
import type { BaseClient } from "../../client/baseClient.ts";
import { bind } from "../../client/decorators/bound.ts";
import { readingActions } from "../../client/decorators/reading.ts";
import { OrderBookkeeping } from "../../client/orders/bookkeeping.ts";

const POLL_MS = 1_000;

/** What reading and watching need of a client; without L1 and a signer it is small enough for the first view. */
type Reading = Pick<
  BaseClient,
  "url" | "fetch" | "WebSocket" | "random" | "pollingInterval" | "bookkeeping"
>;

/** Reads the exchange that served this page. */
export function connectReader() {
  const reading: Reading = {
    url: location.origin,
    fetch: fetch.bind(globalThis),
    WebSocket,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    pollingInterval: POLL_MS,
    bookkeeping: new OrderBookkeeping(undefined),
  };
  const watching = { watchBatches, watchTrades, watchBook, watchAccount };
  return bind(reading as BaseClient, { ...readingActions, ...watching });
}

export type Reader = ReturnType<typeof connectReader>;
