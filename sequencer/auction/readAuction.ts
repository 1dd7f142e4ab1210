import { parseDecimal } from "../matching/decimal.ts";
import {
  type Json,
  JsonFault,
  JsonNumber,
  type JsonObject,
  parseJson,
  showJson,
} from "../matching/formats/json.ts";
import type { Auction, AuctionOrder, AuctionSide } from "./auction.ts";
import { type AuctionFault, AuctionRefusal } from "./refusal.ts";

/** Decimals that a price or a quantity may have. */
export const MAX_PLACES = 8;
export const MAX_AUCTION_ORDERS = 1_000_000;
/** Longest id in characters. */
const MAX_ID = 128;
const MAX_TICK = Number.MAX_SAFE_INTEGER - 1;
const FIELDS: readonly string[] = ["tickSize", "referencePrice", "orders"];

/**
 * Reads `{"tickSize", "referencePrice", "orders": [{"id", "side", "price", "quantity"} …]}`. Numbers may be text or JSON
 * numbers; they are kept exactly. Prices are counted in the most decimals that any price here has, quantities likewise.
 * Throws AuctionRefusal at the first fault.
 */
export function readAuction(text: string): Auction {
  const fields = objectOf("auction", jsonOf(text));
  for (const [name, value] of fields)
    if (!FIELDS.includes(name)) throw refusal("field", name, value, `one of ${FIELDS.join(", ")}`);
  const raw = ordersOf(fields);
  const reference = fields.get("referencePrice") ?? undefined;
  const limits = raw.flatMap(({ price }) => (price === MARKET ? [] : [price]));
  const references = reference === undefined ? [] : [reference];
  const pricePlaces = mostPlaces([fields.get("tickSize"), ...references, ...limits]);
  const quantityPlaces = mostPlaces(raw.map(({ quantity }) => quantity));
  const tickSize = positiveOf("price", "tickSize", fields.get("tickSize"), pricePlaces);
  const tickOf = (what: string, value: Json | undefined): number =>
    wholeTicks(what, value, pricePlaces, tickSize, textOf(fields.get("tickSize")) ?? "");
  const referenceTick = reference === undefined ? undefined : tickOf("referencePrice", reference);
  const orders = raw.map(
    ({ at, id, side, price, quantity }): AuctionOrder => ({
      id,
      side,
      tick: price === MARKET ? undefined : tickOf(`${at}.price`, price),
      quantity: positiveOf("quantity", `${at}.quantity`, quantity, quantityPlaces),
    }),
  );
  checkSums(orders);
  if (referenceTick === undefined && orders.length > 0 && limits.length === 0) {
    throw refusal("no-price", "referencePrice", undefined, "a price, as no order has a limit");
  }
  return { tickSize, pricePlaces, quantityPlaces, reference: referenceTick, orders };
}

/** The price of an order without a limit. */
const MARKET = "market";

/** An order whose numbers are still to be read. */
interface RawOrder {
  /** Where it stands, for messages. */
  readonly at: string;
  readonly id: string;
  readonly side: AuctionSide;
  readonly price: Json | undefined;
  readonly quantity: Json | undefined;
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonFault)
      throw new AuctionRefusal("json", "auction", text, error.expected);
    throw error;
  }
}

function objectOf(what: string, value: Json): JsonObject {
  if (value instanceof Map) return value;
  throw refusal("json", what, value, "a JSON object");
}

function ordersOf(fields: JsonObject): RawOrder[] {
  const list = fields.get("orders");
  if (!Array.isArray(list)) throw refusal("field", "orders", list, "a list of orders");
  if (list.length > MAX_AUCTION_ORDERS) {
    const expected = `at most ${MAX_AUCTION_ORDERS} orders`;
    throw new AuctionRefusal("too-much", "orders", list.length, expected);
  }
  const seen = new Set<string>();
  return list.map((item: Json, n) => {
    const at = `orders[${n}]`;
    const order = objectOf(at, item);
    const id = idOf(`${at}.id`, order.get("id"));
    if (seen.has(id)) throw new AuctionRefusal("duplicate-id", `${at}.id`, id, "an id used once");
    seen.add(id);
    const side = sideOf(`${at}.side`, order.get("side"));
    return { at, id, side, price: order.get("price"), quantity: order.get("quantity") };
  });
}

function idOf(what: string, value: Json | undefined): string {
  const id = value instanceof JsonNumber && /^\d+$/.test(value.text) ? value.text : value;
  if (typeof id === "string" && id.length > 0 && id.length <= MAX_ID) return id;
  throw refusal("field", what, value, `text of 1 … ${MAX_ID} characters`);
}

function sideOf(what: string, value: Json | undefined): AuctionSide {
  if (value === "buy" || value === "sell") return value;
  throw refusal("side", what, value, '"buy" or "sell"');
}

/** Enough decimals for all of these numbers; what is no number, or too fine, is refused when it is read. */
function mostPlaces(values: readonly (Json | undefined)[]): number {
  return values.reduce<number>((most, value) => {
    const [mantissa = "", exponent = "0"] = (textOf(value) ?? "").toLowerCase().split("e");
    const fraction = (mantissa.split(".")[1] ?? "").replace(/0+$/, "");
    const places = fraction.length - Number(exponent);
    return places > most ? Math.min(places, MAX_PLACES) : most;
  }, 0);
}

function positiveOf(
  code: AuctionFault,
  what: string,
  value: Json | undefined,
  places: number,
): number {
  const units = unitsOf(code, what, value, places);
  if (units === 0) throw refusal(code, what, value, "more than 0");
  return units;
}

function unitsOf(
  code: AuctionFault,
  what: string,
  value: Json | undefined,
  places: number,
): number {
  const text = textOf(value);
  const market = code === "price" && what.startsWith("orders") ? ` or "${MARKET}"` : "";
  if (text === undefined) throw refusal(code, what, value, `a decimal number${market}`);
  const reading = parseDecimal(text, places);
  if (!reading.ok) throw refusal(code, what, value, reading.expected);
  return reading.units;
}

function wholeTicks(
  what: string,
  value: Json | undefined,
  places: number,
  tickSize: number,
  shownSize: string,
): number {
  const units = positiveOf("price", what, value, places);
  if (units % tickSize !== 0) throw refusal("off-tick", what, value, `a multiple of ${shownSize}`);
  const tick = units / tickSize;
  if (tick > MAX_TICK) throw refusal("price", what, value, `at most ${MAX_TICK} ticks`);
  return tick;
}

/** What is added up must stay exact. */
function checkSums(orders: readonly AuctionOrder[]): void {
  const sums = { buy: 0, sell: 0 };
  for (const [n, { side, quantity }] of orders.entries()) {
    if (sums[side] > Number.MAX_SAFE_INTEGER - quantity) {
      const expected = `at most 2^53−1 units of the finest quantity on the ${side} side`;
      throw new AuctionRefusal("too-much", `orders[${n}].quantity`, quantity, expected);
    }
    sums[side] += quantity;
  }
}

function textOf(value: Json | undefined): string | undefined {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === "string" ? value : undefined;
}

function refusal(
  code: AuctionFault,
  what: string,
  value: Json | undefined,
  expected: string,
): AuctionRefusal {
  const given = typeof value === "string" || value === undefined ? value : showJson(value);
  return new AuctionRefusal(code, what, given, expected);
}
