import { SIDE, type Side } from "./constants.ts";
import type { Market } from "./leaves.ts";
import { lockedBy } from "./units.ts";

export interface Money {
  readonly asset: number;
  /** Units of it. */
  readonly amount: number;
}

/** What an order locks: quote for a buy at its limit, base for a sell. Undefined above 2^53−1. */
export function lockOf(market: Market, side: Side, tick: number, lots: number): Money | undefined {
  const amount = lockedBy(side, lots, tick, market);
  return amount === undefined
    ? undefined
    : { asset: side === SIDE.buy ? market.quote : market.base, amount };
}

/** What an order no longer locks when its lots fall from `before` to `after`. */
export function releaseLock(
  market: Market,
  order: { readonly side: Side; readonly tick: number },
  before: number,
  after: number,
): Money {
  const held = lockOf(market, order.side, order.tick, before);
  const kept = lockOf(market, order.side, order.tick, after);
  // An order enters the book only if its whole lock fits, and a part of it is never larger.
  if (held === undefined || kept === undefined)
    throw new RangeError("an order in the book locks more than 2^53−1");
  return { asset: held.asset, amount: held.amount - kept.amount };
}
