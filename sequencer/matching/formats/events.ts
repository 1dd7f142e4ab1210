import { parseDecimal } from "../decimal.ts";
import { type Json, JsonFault, JsonNumber, type JsonObject, parseJson, showJson } from "./json.ts";
import { type RawRecord, RecordSplitter } from "./records.ts";
import { type FieldFault, fault, type Refusal } from "./refusal.ts";

/**
 * The `events` format: objects with `timestamp`, `order_id`, `user_id`, `side`, `price`, `quantity` and `action`, as NDJSON or
 * one JSON array. A cancel needs no side, price and quantity. Other fields count for nothing.
 */

/** Decimals that prices and quantities may have; both are counted in units of 10^−8. */
export const EVENT_PLACES = 8;
/** Longest id in characters. */
export const MAX_ID = 128;

interface Common {
  /** Of the input, from 1. */
  readonly line: number;
  /** An integer in the flow's own unit; never falls. */
  readonly timestamp: number;
  readonly orderId: string;
  readonly userId: string;
}

export interface NewOrder extends Common {
  readonly action: "new";
  readonly side: "buy" | "sell";
  /** Units of 10^−8: 0 … 2^53−1. */
  readonly price: number;
  /** Units of 10^−8: 1 … 2^53−1. */
  readonly quantity: number;
}

export interface CancelOrder extends Common {
  readonly action: "cancel";
}

export type OrderEvent = NewOrder | CancelOrder;

export type EventReading =
  | { readonly ok: true; readonly event: OrderEvent }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Reads events as their bytes come. A record that is wrong is refused alone and has no effect, on the order of timestamps
 * neither. Ids that meet other orders' are judged by whoever keeps the orders.
 */
export async function* readEvents(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<EventReading, void, undefined> {
  const splitter = new RecordSplitter();
  const reader = new EventReader();
  for await (const bytes of input) {
    for (const record of splitter.push(bytes)) yield reader.read(record);
  }
  for (const record of splitter.end()) yield reader.read(record);
}

/** Judges records in their order; remembers the newest timestamp. */
export class EventReader {
  #newest = 0;

  read(record: RawRecord): EventReading {
    const { line } = record;
    try {
      if ("fault" in record) throw new Fault(record.fault);
      const event = eventOf(line, record.text, this.#newest);
      this.#newest = event.timestamp;
      return { ok: true, event };
    } catch (error) {
      if (error instanceof Fault) return { ok: false, refusal: { line, ...error.fault } };
      throw error;
    }
  }
}

/** Leaves the reading of one record. */
class Fault extends Error {
  readonly fault: FieldFault;

  constructor(what: FieldFault) {
    super(what.expected);
    this.fault = what;
  }
}

function eventOf(line: number, text: string, newest: number): OrderEvent {
  const fields = objectOf(text);
  const timestamp = unitsOf(fields, "timestamp", 0);
  if (timestamp < newest) throw wrong(fields, "timestamp", `at least ${newest}, as before`);
  const orderId = idOf(fields, "order_id");
  const userId = idOf(fields, "user_id");
  const common = { line, timestamp, orderId, userId };
  const action = wordOf(fields, "action", ["new", "cancel"] as const);
  const isNew = action === "new";
  const given = (name: string): boolean => isNew || fields.has(name);
  const side = given("side") ? wordOf(fields, "side", ["buy", "sell"] as const) : "buy";
  const price = given("price") ? unitsOf(fields, "price", EVENT_PLACES) : 0;
  const quantity = given("quantity") ? unitsOf(fields, "quantity", EVENT_PLACES) : 0;
  if (!isNew) return { ...common, action };
  if (quantity === 0) throw wrong(fields, "quantity", "more than 0");
  return { ...common, action, side, price, quantity };
}

function objectOf(text: string): JsonObject {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw new Fault(fault("", text, error.expected));
    throw error;
  }
  if (value instanceof Map) return value;
  throw new Fault(fault("", text, "a JSON object"));
}

function wordOf<W extends string>(fields: JsonObject, name: string, words: readonly W[]): W {
  const word = words.find((allowed) => allowed === fields.get(name));
  if (word === undefined) throw wrong(fields, name, words.map((w) => `"${w}"`).join(" or "));
  return word;
}

/** Text, or a whole number, whose digits are then the text. */
function idOf(fields: JsonObject, name: string): string {
  const value = fields.get(name);
  const id = value instanceof JsonNumber && /^\d+$/.test(value.text) ? value.text : value;
  if (typeof id === "string" && id.length > 0 && id.length <= MAX_ID) return id;
  throw wrong(fields, name, `text of 1 … ${MAX_ID} characters`);
}

/** A number, or a number as text, in units of 10^−places. */
function unitsOf(fields: JsonObject, name: string, places: number): number {
  const value = fields.get(name);
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== "string") throw wrong(fields, name, "a number");
  const reading = parseDecimal(text, places);
  if (!reading.ok) throw wrong(fields, name, reading.expected);
  return reading.units;
}

function wrong(fields: JsonObject, name: string, expected: string): Fault {
  const value = fields.get(name);
  return new Fault(fault(name, value === undefined ? "nothing" : showJson(value), expected));
}
