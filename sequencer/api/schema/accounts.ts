import { z } from "zod";
import { Fill } from "./markets.ts";
import * as s from "./scalars.ts";

/** What belongs to whom. */

export const Balance = z.object({
  asset: s.asset,
  available: s.amount,
  locked: s.amount.describe("In open orders."),
  withdrawn: s.text64.describe("Ever withdrawn; L1 pays what of it is final and unpaid."),
});

export const Account = z.object({
  account: s.account,
  signer: s.address.describe("Whose signature an envelope needs."),
  slot: s.slot.describe("Last executed slot."),
  balances: z.array(Balance),
  openOrders: s.count,
});

export const OrderStatus = z.enum(["open", "partiallyFilled", "filled", "cancelled", "expired"]);

export const Order = z.object({
  id: s.orderId,
  account: s.account,
  market: s.market,
  side: s.side,
  tick: s.tick.describe("Limit."),
  position: s.position,
  lots: s.lots.describe("As placed."),
  left: s.lots.describe("Lots that may still be filled; 0 once it is over."),
  filled: s.lots,
  status: OrderStatus,
  slot: s.slot.describe("Placed in."),
  expiry: s.slot.describe("Last slot it takes part in; 0: never expires."),
  updated: s.slot.describe("Slot of its last change."),
});

export const AccountEvent = z
  .object({
    id: s.count.describe("Rises with time."),
    slot: s.slot,
    time: s.seconds,
    kind: z.enum([
      "registered",
      "signerSet",
      "deposited",
      "withdrawn",
      "placed",
      "cancelled",
      "filled",
      "expired",
      "rejected",
    ]),
    forced: z.boolean().describe("Through L1's inbox."),
    outcome: z.int().min(0).max(255).describe("0 unless it was rejected."),
    outcomeName: z.string(),
    asset: s.asset.nullable(),
    amount: s.amount.nullable().describe("Units that moved."),
    order: s.orderId.nullable(),
    market: s.market.nullable(),
    tick: s.tick.nullable(),
    lots: s.lots.nullable(),
  })
  .describe("A line of an account's history.");

export const AccountUpdate = z
  .object({
    account: s.account,
    slot: s.slot,
    balances: z.array(Balance),
    orders: z.array(Order).describe("Those that the slot changed, at most 500."),
    fills: z.array(Fill).describe("Oldest first, at most 500: ask for the others."),
  })
  .describe("What a slot changed for an account.");
