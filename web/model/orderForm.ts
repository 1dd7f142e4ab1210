import { SIDE } from "#protocol/constants";
import { lockedBy } from "#protocol/units";
import { parsePrice, parseQuantity } from "../../client/decimals.ts";
import type { Asset, Market, OrderSide } from "../types.ts";
import * as format from "./format.ts";

/** What was typed into a field: what it means, what is wrong with it, or nothing yet. */
export type Field =
  | { readonly kind: "empty" }
  | { readonly kind: "wrong"; readonly reason: string }
  | { readonly kind: "good"; readonly value: number };

function field(text: string, parse: (text: string) => number): Field {
  if (text.trim() === "") return { kind: "empty" };
  try {
    return { kind: "good", value: parse(text.trim()) };
  } catch (error) {
    return { kind: "wrong", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Ticks. */
export const priceField = (text: string, market: Market): Field =>
  field(text, (decimal) => parsePrice(decimal, market));

/** Lots, not fewer than the market's least. */
export function quantityField(text: string, market: Market): Field {
  const parsed = field(text, (decimal) => parseQuantity(decimal, market));
  if (parsed.kind !== "good" || parsed.value >= market.minLots) return parsed;
  const least = `${format.quantity(market, market.minLots)} ${format.baseOf(market)}`;
  return { kind: "wrong", reason: `the least order is ${least}` };
}

/** What an order takes from the account's available balance until it is filled or gone, in words. */
export function lockSentence(
  market: Market,
  assets: readonly Asset[],
  side: OrderSide,
  tick: number,
  lots: number,
): string {
  const units = lockedBy(side === "sell" ? SIDE.sell : SIDE.buy, lots, tick, market);
  const asset = assets[side === "sell" ? market.base : market.quote];
  if (units === undefined || asset === undefined) return "The order is too large.";
  const what = `${format.amount(asset, units)} ${asset.symbol}`;
  return side === "sell"
    ? `Sets ${what} aside.`
    : `Sets ${what} aside: the most that it can cost, with the fee.`;
}
