import type { MarketParams } from "./config.ts";
import { BPS, MAX_AMOUNT, SIDE, type Side } from "./constants.ts";

/**
 * a·b for integers 0 … 2^53−1, or undefined when the product exceeds 2^53−1. A product of doubles is rounded
 * monotonically, so it is ≤ 2^53−1 exactly when the true product is, and then it is exact.
 */
export function productWithin(a: number, b: number): number | undefined {
  const product = a * b;
  return product <= MAX_AMOUNT ? product : undefined;
}

/** Quote units of `lots` at `tick`; undefined above 2^53−1. */
export function notional(lots: number, tick: number, quoteUnit: number): number | undefined {
  return productWithin(lots * tick, quoteUnit);
}

/** floor(amount·feeBps/10⁴) without leaving 53 bits. */
export function feeFloor(amount: number, feeBps: number): number {
  const rest = amount % BPS;
  return ((amount - rest) / BPS) * feeBps + Math.floor((rest * feeBps) / BPS);
}

/** ceil(amount·feeBps/10⁴) without leaving 53 bits. */
export function feeCeil(amount: number, feeBps: number): number {
  const rest = amount % BPS;
  return ((amount - rest) / BPS) * feeBps + Math.ceil((rest * feeBps) / BPS);
}

/**
 * Units that an order locks at its limit: of quote for a buy, of base for a sell. Undefined above 2^53−1.
 * As ceil(a+b) − ceil(a) ≥ floor(b), what a partial fill releases covers the notional and the fee it pays.
 */
export function lockedBy(
  side: Side,
  lots: number,
  tick: number,
  market: MarketUnits,
): number | undefined {
  if (side === SIDE.sell) return productWithin(lots, market.baseUnit);
  const cost = notional(lots, tick, market.quoteUnit);
  if (cost === undefined) return undefined;
  const total = cost + feeCeil(cost, market.feeBps);
  return total <= MAX_AMOUNT ? total : undefined;
}

/** Both bounds of an order: lots·baseUnit and notional + fee must not exceed 2^53−1, whatever its side. */
export function withinAmounts(lots: number, tick: number, market: MarketUnits): boolean {
  return (
    lockedBy(SIDE.sell, lots, tick, market) !== undefined &&
    lockedBy(SIDE.buy, lots, tick, market) !== undefined
  );
}

export type MarketUnits = Pick<MarketParams, "baseUnit" | "quoteUnit" | "feeBps">;
