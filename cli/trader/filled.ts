import type { Fill, Order } from "../../client/types.ts";
import type { Names } from "./listing.ts";

/** What a batch did with an order that it took in, for people and machines. */
export interface Filled {
  readonly order: string;
  readonly status: Order["status"];
  /** Filled in this batch, of base. */
  readonly filled: string;
  /** That may still be filled. */
  readonly left: string;
  /** The batch's price of the fill; null where nothing was filled. */
  readonly price: string | null;
  /** Of quote, paid for the fill. */
  readonly fee: string | null;
}

/** @param fills of the order in the batch that took it in */
export function filledOf(names: Names, order: Order, fills: readonly Fill[]): Filled {
  const { id, market, status, left } = order;
  const { quote } = names.marketAt(market);
  const lots = fills.reduce((sum, fill) => sum + fill.lots, 0);
  const fee = fills.reduce((sum, fill) => sum + fill.fee, 0);
  const [first] = fills;
  return {
    order: id,
    status,
    filled: names.quantity(lots, market),
    left: names.quantity(left, market),
    price: first === undefined ? null : names.price(first.tick, market),
    fee: first === undefined ? null : names.amount(fee, quote),
  };
}

/** Sentences that say the same. */
export function filledLines(names: Names, order: Order, filled: Filled): string[] {
  const { base, quote } = names.marketAt(order.market);
  const [baseName, quoteName] = [names.symbol(base), names.symbol(quote)];
  const done = order.side === "buy" ? "bought" : "sold";
  const limit = `${names.price(order.tick, order.market)} ${quoteName}`;
  const lines =
    filled.price === null
      ? [`nothing ${done} yet`]
      : [
          `${done} ${filled.filled} ${baseName} at ${filled.price} ${quoteName}, fee ${filled.fee} ${quoteName}`,
        ];
  switch (order.status) {
    case "open":
    case "partiallyFilled": {
      const until = order.expiry === 0 ? "" : ` up to batch ${order.expiry}`;
      const rest = `${filled.left} ${baseName} wait at ${limit}${until} as order ${order.id}`;
      return [...lines, rest];
    }
    case "expired":
      return filled.price === null
        ? [`nothing ${done}: the batch had nothing for it at ${limit}`]
        : [...lines, "the rest is not filled, and over"];
    case "cancelled":
      return [...lines, "the rest is cancelled"];
    case "filled":
      return lines;
  }
}
