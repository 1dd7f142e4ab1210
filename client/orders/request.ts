import { ERA_SLOTS, MAX_AMOUNT, MAX_LOTS, SIDE, TICK_LIMIT } from "#protocol/constants";
import type { Operation, Place } from "#protocol/operation";
import { lockedBy } from "#protocol/units";
import {
  formatPrice,
  formatQuantity,
  parseAmount,
  parsePrice,
  parseQuantity,
} from "../decimals.ts";
import { BadRequest } from "../errors.ts";
import { assetIn, type Listing, marketIn } from "../l1/listing.ts";
import type { Market, OrderSide } from "../types.ts";
import { sideNumber } from "./orderId.ts";

/**
 * How long an order stays: `gtc` until it is filled or cancelled; `ioc` takes part in one batch alone; `{ slots: n }` in n batches, 1 …
 * 2^20, counted from the one that takes it.
 */
export type TimeInForce = "gtc" | "ioc" | { readonly slots: number };

/** An order as people write it: its price as decimal or in ticks, its quantity as decimal or in lots. */
export type OrderRequest = {
  /** Index, or symbol as `ETH/DUSD`. */
  readonly market: number | string;
  readonly side: OrderSide;
} & (
  | {
      /** Quote for one base, as "101.25": the least that a sell takes, the most that a buy pays. */
      readonly price: string;
    }
  | {
      /** The same in ticks, 1 … 2^20 − 1. */
      readonly tick: number;
    }
) &
  (
    | {
        /** Base, as "0.5". */
        readonly quantity: string;
      }
    | {
        /** The same in lots, 1 … 2^32 − 1. */
        readonly lots: number;
      }
  ) &
  Lifetime;

/** When an order ends; `gtc` if nothing is said. */
export type Lifetime =
  | { readonly timeInForce?: TimeInForce | undefined; readonly expiry?: undefined }
  | {
      /** Last slot that it takes part in; 0: never expires. */
      readonly expiry: number;
      readonly timeInForce?: undefined;
    };

/** An operation of an envelope. An order's life may be told by batches, which only the slot that takes it makes a number. */
export type OperationRequest = Exclude<Operation, Place> | (Omit<Place, "expiry"> & Lifetime);

/** Throws BadRequest, NotAMultiple, NotListed. */
export function placeRequest(listing: Listing, order: OrderRequest): OperationRequest {
  const market = marketIn(listing, order.market);
  const tick = "price" in order ? parsePrice(order.price, market) : order.tick;
  const lots = "quantity" in order ? parseQuantity(order.quantity, market) : order.lots;
  whole(`tick of an order in ${market.symbol}`, tick, 1, TICK_LIMIT - 1);
  whole(`lots of an order in ${market.symbol}`, lots, 1, MAX_LOTS);
  if (lots < market.minLots) {
    const least = `at least ${formatQuantity(market.minLots, market)}`;
    throw new BadRequest(`quantity in ${market.symbol}`, formatQuantity(lots, market), least);
  }
  if (
    lockOf(market, "buy", tick, lots) === undefined ||
    lockOf(market, "sell", tick, lots) === undefined
  ) {
    const what = `${formatQuantity(lots, market)} at ${formatPrice(tick, market)} in ${market.symbol}`;
    throw new BadRequest("order", what, `one worth at most ${MAX_AMOUNT} units with its fee`);
  }
  const { expiry, timeInForce } = order;
  const place = {
    kind: "place",
    market: market.market,
    side: sideNumber(order.side),
    tick,
    lots,
  } as const;
  return expiry === undefined ? { ...place, timeInForce } : { ...place, expiry };
}

/**
 * What an order locks at its limit, in units: of quote and with the fee for a buy, of base for a sell; undefined above 2^53 − 1.
 *
 * @example
 * ```ts
 * import { lockOf } from "walras";
 *
 * const units = lockOf({ baseUnit: 1_000_000, quoteUnit: 10, feeBps: 10 }, "buy", 10_125, 500);
 * ```
 */
export function lockOf(
  market: Pick<Market, "baseUnit" | "quoteUnit" | "feeBps">,
  side: OrderSide,
  tick: number,
  lots: number,
): number | undefined {
  return lockedBy(side === "sell" ? SIDE.sell : SIDE.buy, lots, tick, market);
}

/** What an amount is told by: whole units, or a decimal of the asset. */
export type AmountRequest =
  | {
      /** Whole units, 1 … 2^53 − 1. */
      readonly amount: number | bigint;
    }
  | {
      /** Of the asset, as "1.5". */
      readonly quantity: string;
    };

/** Index and units. Throws BadRequest, NotAMultiple, NotListed. */
export function amountRequest(
  listing: Listing,
  given: number | string,
  request: AmountRequest,
): { readonly asset: number; readonly amount: number } {
  const asset = assetIn(listing, given);
  const amount =
    "quantity" in request ? parseAmount(request.quantity, asset) : Number(request.amount);
  whole(`amount of ${asset.symbol}`, amount, 1, MAX_AMOUNT);
  return { asset: asset.asset, amount };
}

/** The operation as the slot that takes it executes it. Throws BadRequest for a life that is over before it begins. */
export function operationAt(request: OperationRequest, slot: number): Operation {
  if (request.kind !== "place") return request;
  const { expiry, timeInForce, ...place } = request;
  return {
    ...place,
    expiry: expiry === undefined ? lastSlot(timeInForce, slot) : within(expiry, slot),
  };
}

function lastSlot(timeInForce: TimeInForce | undefined, slot: number): number {
  if (timeInForce === undefined || timeInForce === "gtc") return 0;
  if (timeInForce === "ioc") return slot;
  whole("slots of an order", timeInForce.slots, 1, ERA_SLOTS);
  return slot + timeInForce.slots - 1;
}

function within(expiry: number, slot: number): number {
  if (expiry !== 0) whole("expiry of an order", expiry, slot, slot + ERA_SLOTS - 1);
  return expiry;
}

function whole(what: string, given: number, least: number, most: number): void {
  if (Number.isSafeInteger(given) && given >= least && given <= most) return;
  throw new BadRequest(what, given, `an integer of ${least} … ${most}`);
}
