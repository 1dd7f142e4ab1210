import { type OrderRef, remove } from "./book.ts";
import { unscheduleExpiry } from "./expiry.ts";
import { addAvailable, type Order, readMarket } from "./leaves.ts";
import { releaseLock } from "./locks.ts";
import type { StatePort } from "./state.ts";

/** Ends a live order's life: out of the book and the expiry table, its lock released. */
export function takeOut(state: StatePort, ref: OrderRef, order: Order): void {
  const market = readMarket(state, ref.market);
  remove(state, ref, order);
  unscheduleExpiry(state, order.expiry);
  const { asset, amount } = releaseLock(market, ref, order.lots, 0);
  addAvailable(state, order.account, asset, amount);
}
