import { SIDE, type Side, TICK_LIMIT } from "#protocol/constants";
import type { CancelTarget } from "#protocol/operation";
import { orderId } from "#protocol/orderId";
import { NotListed } from "../errors.ts";
import type { OrderId, OrderSide } from "../types.ts";

/** Names of orders, market-side-tick-position. */

const ID = /^(\d{1,2})-(buy|sell)-(\d{1,7})-(\d{1,16})$/;

export const sideNumber = (side: OrderSide): Side => SIDE[side];

/**
 * Where an order lies, from its id. Throws NotListed for what is no id.
 *
 * @example
 * ```ts
 * import { parseOrderId } from "walras";
 *
 * const { market, tick, position } = parseOrderId("0-buy-10125-7");
 * ```
 */
export function parseOrderId(id: OrderId): CancelTarget {
  const [, market, side, tick, position] = ID.exec(id) ?? [];
  const parsed = {
    market: Number(market),
    side: sideNumber(side as OrderSide),
    tick: Number(tick),
    position: Number(position),
  };
  const fits = parsed.tick < TICK_LIMIT && Number.isSafeInteger(parsed.position);
  if (side === undefined || !fits || formatOrderId(parsed) !== id) {
    throw new NotListed("order", id, "market-side-tick-position, as in 0-buy-10125-7");
  }
  return parsed;
}

/**
 * The id of an order from where it lies.
 *
 * @example
 * ```ts
 * import { formatOrderId } from "walras";
 *
 * const id = formatOrderId({ market: 0, side: 0, tick: 10125, position: 7 }); // "0-buy-10125-7"
 * ```
 */
export const formatOrderId = (order: CancelTarget): OrderId => orderId(order);
