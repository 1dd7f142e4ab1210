import type { Order } from "../../client/types.ts";
import type { Names } from "./listing.ts";
import type { Column } from "./table.ts";

/** An order as it is shown. */
export interface OrderRow {
  readonly order: string;
  readonly market: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly quantity: string;
  readonly filled: string;
  readonly left: string;
  readonly status: Order["status"];
  /** Batch that it was placed in. */
  readonly batch: number;
  /** Last batch it takes part in; null: it never expires. */
  readonly expires: number | null;
}

export const ORDER_COLUMNS: readonly Column<OrderRow>[] = [
  { title: "ORDER", of: ({ order }) => order },
  { title: "MARKET", of: ({ market }) => market },
  { title: "SIDE", of: ({ side }) => side },
  { title: "PRICE", align: "decimal", of: ({ price }) => price },
  { title: "QUANTITY", align: "decimal", of: ({ quantity }) => quantity },
  { title: "FILLED", align: "decimal", of: ({ filled }) => filled },
  { title: "STATUS", of: ({ status }) => STATUS[status] },
  {
    title: "EXPIRES",
    align: "right",
    of: ({ expires }) => (expires === null ? "-" : String(expires)),
  },
];

export const STATUS: Readonly<Record<Order["status"], string>> = {
  open: "open",
  partiallyFilled: "partly filled",
  filled: "filled",
  cancelled: "cancelled",
  expired: "expired",
};

export function orderRow(names: Names, order: Order): OrderRow {
  const { id, market, side, tick, lots, filled, left, status, slot, expiry } = order;
  return {
    order: id,
    market: names.marketAt(market).symbol,
    side,
    price: names.price(tick, market),
    quantity: names.quantity(lots, market),
    filled: names.quantity(filled, market),
    left: names.quantity(left, market),
    status,
    batch: slot,
    expires: expiry === 0 ? null : expiry,
  };
}
