import { Fault, idOf, objectOf, quantityOf, unitsOf, wordOf, wrong } from "./fields.ts";
import { type RawRecord, RecordSplitter } from "./records.ts";
import type { Refusal } from "./refusal.ts";

/**
 * The `events` format: objects with `timestamp`, `order_id`, `user_id`, `side`, `price`, `quantity` and `action`, as NDJSON or
 * one JSON array. A cancel needs no side, price and quantity. Other fields count for nothing.
 */

/** Decimals that prices and quantities may have; both are counted in units of 10^−8. */
export const EVENT_PLACES = 8;

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
  /** The timestamp below which none may fall. */
  newest = 0;

  read(record: RawRecord): EventReading {
    const { line } = record;
    try {
      if ("fault" in record) throw new Fault(record.fault);
      const event = eventOf(line, record.text, this.newest);
      this.newest = event.timestamp;
      return { ok: true, event };
    } catch (error) {
      if (error instanceof Fault) return { ok: false, refusal: { line, ...error.fault } };
      throw error;
    }
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
  const read = isNew ? quantityOf : unitsOf;
  const quantity = given("quantity") ? read(fields, "quantity", EVENT_PLACES) : 0;
  if (!isNew) return { ...common, action };
  return { ...common, action, side, price, quantity };
}
