import type { MarketParams } from "#protocol/config";
import { MAX_LOTS, TICK_LIMIT } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import { withinAmounts } from "#protocol/units";
import { formatDecimal, parseDecimal } from "../sequencer/matching/decimal.ts";
import { EVENT_PLACES, type NewOrder } from "../sequencer/matching/formats/events.ts";
import { type FieldFault, fault } from "../sequencer/matching/formats/refusal.ts";

/** How a flow's decimals become ticks and lots, and those become units of the two assets. */

/** Decimals of one unit of ETH on the rollup: a unit is a gwei. */
export const BASE_PLACES = 9;
/** Decimals of one unit of the quote token on the rollup. */
export const QUOTE_PLACES = 6;

export interface FlowMarket {
  /** Price of one tick and base of one lot, in units of 10^−8. */
  readonly tickSize: number;
  readonly lotSize: number;
  /** Decimals to show prices and amounts of base with. */
  readonly priceDecimals: number;
  readonly baseDecimals: number;
  readonly params: MarketParams;
}

export interface MarketChoice {
  /** Decimals, as on the command line. */
  readonly tickSize: string;
  readonly lotSize: string;
  readonly feeBps: number;
  readonly bandBps: number;
}

/** Market parameters that the rollup cannot keep. */
export class MarketFault extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("market", what, given, expected);
  }
}

/** Asset 0, ETH, against asset 1. Throws MarketFault. */
export function flowMarket(choice: MarketChoice): FlowMarket {
  const tickSize = sizeOf("tick size", choice.tickSize);
  const lotSize = sizeOf("lot size", choice.lotSize);
  const baseUnit = lotSize * 10 ** (BASE_PLACES - EVENT_PLACES);
  const perLot = BigInt(tickSize) * BigInt(lotSize);
  const quotient = 10n ** BigInt(2 * EVENT_PLACES - QUOTE_PLACES);
  const quoteUnit = Number(perLot / quotient);
  const representable = perLot % quotient === 0n && Number.isSafeInteger(quoteUnit);
  if (!representable || !Number.isSafeInteger(baseUnit)) {
    const given = formatDecimal(perLot, 2 * EVENT_PLACES);
    const expected = `a multiple of ${formatDecimal(1, QUOTE_PLACES)} below 2^53 of them`;
    throw new MarketFault("tick size times lot size", given, expected);
  }
  const params = {
    base: 0,
    quote: 1,
    feeBps: choice.feeBps,
    bandBps: choice.bandBps,
    minLots: 1,
    baseUnit,
    quoteUnit,
    referenceTick: 1,
  };
  return {
    tickSize,
    lotSize,
    priceDecimals: decimalsOf(choice.tickSize),
    baseDecimals: decimalsOf(choice.lotSize),
    params,
  };
}

export type Placing =
  | { readonly ok: true; readonly tick: number; readonly lots: number }
  | { readonly ok: false; readonly fault: FieldFault };

/** An order's price and quantity as tick and lots, or the field that has none. */
export function placingOf({ tickSize, lotSize, params }: FlowMarket, order: NewOrder): Placing {
  const price = formatDecimal(order.price, EVENT_PLACES);
  const quantity = formatDecimal(order.quantity, EVENT_PLACES);
  const refuse = (name: string, value: string, expected: string): Placing => ({
    ok: false,
    fault: fault(name, value, expected),
  });
  const multiple = (size: number, most: number): string =>
    `a multiple of ${formatDecimal(size, EVENT_PLACES)} from 1 to ${most} times it`;
  const tick = order.price / tickSize;
  if (order.price % tickSize !== 0 || tick < 1 || tick >= TICK_LIMIT) {
    return refuse("price", price, multiple(tickSize, TICK_LIMIT - 1));
  }
  const lots = order.quantity / lotSize;
  if (order.quantity % lotSize !== 0 || lots > MAX_LOTS) {
    return refuse("quantity", quantity, multiple(lotSize, MAX_LOTS));
  }
  if (!withinAmounts(lots, tick, params)) {
    return refuse("quantity", quantity, `price × quantity with fee below 2^53 units of quote`);
  }
  return { ok: true, tick, lots };
}

/** A tick as the price that it stands for. */
export const priceOf = (market: FlowMarket, tick: number): string =>
  formatDecimal(BigInt(tick) * BigInt(market.tickSize), EVENT_PLACES, market.priceDecimals);

/** Lots as the quantity of base that they are. */
export const quantityOf = (market: FlowMarket, lots: number): string =>
  formatDecimal(BigInt(lots) * BigInt(market.lotSize), EVENT_PLACES, market.baseDecimals);

function sizeOf(what: string, text: string): number {
  const reading = parseDecimal(text, EVENT_PLACES);
  if (!reading.ok) throw new MarketFault(what, text, reading.expected);
  if (reading.units === 0) throw new MarketFault(what, text, "more than 0");
  return reading.units;
}

const decimalsOf = (text: string): number => (text.split(".")[1] ?? "").replace(/0+$/, "").length;
