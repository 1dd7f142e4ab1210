import type { OrderRef } from "./book.ts";
import { SIDE, type Side } from "./constants.ts";

/** Names of sides and orders, as people and programs outside write them. */

export const sideName = (side: Side): "buy" | "sell" => (side === SIDE.buy ? "buy" : "sell");

/** market-side-tick-position: names an order for ever. */
export const orderId = ({ market, side, tick, position }: OrderRef): string =>
  `${market}-${sideName(side)}-${tick}-${position}`;
