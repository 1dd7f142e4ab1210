import type { OrderRef } from "#protocol/book";
import { MAX_AMOUNT, MAX_MARKETS, SIDE, TICK_LIMIT } from "#protocol/constants";
import { orderId } from "#protocol/orderId";

/** The order that an id names; undefined where no order can have that name. Only one text names an order. */
export function orderRef(id: string): OrderRef | undefined {
  const [market = "", side = "", tick = "", position = ""] = id.split("-");
  const ref = {
    market: Number(market),
    side: side === "buy" ? SIDE.buy : SIDE.sell,
    tick: Number(tick),
    position: Number(position),
  };
  const fits =
    ref.market < MAX_MARKETS &&
    ref.tick >= 1 &&
    ref.tick < TICK_LIMIT &&
    ref.position <= MAX_AMOUNT;
  return fits && orderId(ref) === id ? ref : undefined;
}
