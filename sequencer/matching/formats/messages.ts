import { BUY, type Side } from "../engine/units.ts";
import { type Desk, type Dialect, literal } from "./dialect.ts";
import { idOf, objectOf, quantityOf, unitsOf, wordOf } from "./fields.ts";
import {
  CANCEL,
  ID,
  MessageReader,
  PRICE,
  QUANTITY,
  SIDES,
  TIMESTAMP,
  TYPES,
} from "./messageReader.ts";
import { UNPLAIN } from "./plainFields.ts";

const TAKER = literal('{"taker_order_id":');
const MAKER = literal(',"maker_order_id":');
const PRICE_OUT = literal(',"price":');
const QUANTITY_OUT = literal(',"quantity":');
const TIMESTAMP_OUT = literal(',"timestamp":');
const END = literal("}\n");

/**
 * The `messages` format: objects with `type` (order or cancel), `order_id`, `timestamp` in ms, `side`, `price` in units
 * of 10^−8 and `quantity`, both whole. A cancel needs its id alone; if no such order rests, it is ignored.
 */
export class Messages implements Dialect {
  readonly #desk: Desk;
  readonly #reader = new MessageReader();
  /** Of the order that is placed next; in an array, because numbers above 2^31 are put on the heap when they are passed. */
  readonly timestamp = new Float64Array(1);

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean {
    const wish = this.#reader.read(bytes, start, end);
    if (wish === UNPLAIN) return false;
    const { starts, ends, units } = this.#reader.values;
    const idStart = starts[ID] as number;
    const idEnd = ends[ID] as number;
    if (wish === CANCEL) this.#desk.market.cancelBytes(bytes, idStart, idEnd);
    else {
      const price = units[PRICE] as number;
      const quantity = units[QUANTITY] as number;
      this.timestamp[0] = units[TIMESTAMP] as number;
      this.place(line, bytes, idStart, idEnd, wish, price, quantity);
    }
    return true;
  }

  takeText(line: number, text: string): void {
    const fields = objectOf(text);
    const isOrder = wordOf(fields, "type", TYPES) === "order";
    const { scratch, market } = this.#desk;
    const id = idOf(fields, "order_id");
    const given = (name: string): boolean => isOrder || fields.has(name);
    const timestamp = given("timestamp") ? unitsOf(fields, "timestamp", 0) : 0;
    const side = given("side") ? SIDES.indexOf(wordOf(fields, "side", SIDES)) : BUY;
    const price = given("price") ? unitsOf(fields, "price", 0) : 0;
    const read = isOrder ? quantityOf : unitsOf;
    const quantity = given("quantity") ? read(fields, "quantity", 0) : 0;
    const end = scratch.write(id);
    if (!isOrder) market.cancelBytes(scratch.bytes, 0, end);
    else {
      this.timestamp[0] = timestamp;
      this.place(line, scratch.bytes, 0, end, side as Side, price, quantity);
    }
  }

  finish(): void {}

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const order = { order_id: id, side: SIDES[side], price, quantity };
    this.#desk.out.raw(literal(`${JSON.stringify(order)}\n`));
  }

  /** Places an order whose fields are right, `timestamp` included; its id is `bytes[start … end)`. */
  place(
    line: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    side: Side,
    price: number,
    quantity: number,
  ): void {
    this.#desk.place(line, bytes, start, end, side, price, quantity, 0, this.#write);
  }

  readonly #write = (at: number): void => {
    const { out, market } = this.#desk;
    const { trades } = market;
    out.raw(TAKER);
    this.#desk.writeTakerAndMaker(at, MAKER);
    out.raw(PRICE_OUT);
    out.integer(trades.price(at));
    out.raw(QUANTITY_OUT);
    out.integer(trades.quantity(at));
    out.raw(TIMESTAMP_OUT);
    out.integer(this.timestamp[0] as number);
    out.raw(END);
  };
}
