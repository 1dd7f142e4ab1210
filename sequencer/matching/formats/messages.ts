import { BUY, type Side } from "../engine/units.ts";
import { type Desk, type Dialect, literal } from "./dialect.ts";
import { idOf, objectOf, quantityOf, unitsOf, wordOf } from "./fields.ts";
import { PlainWords } from "./plainFields.ts";
import { PlainObject } from "./plainObject.ts";

const FIELDS = [
  { name: "type" },
  { name: "order_id" },
  { name: "side" },
  { name: "timestamp", places: 0 },
  { name: "price", places: 0 },
  { name: "quantity", places: 0 },
];
const TYPE = 0;
const ID = 1;
const SIDE = 2;
const TIMESTAMP = 3;
const PRICE = 4;
const QUANTITY = 5;
const ALL = (1 << FIELDS.length) - 1;
const NEEDED_TO_CANCEL = (1 << TYPE) | (1 << ID);

const TYPES = ["order", "cancel"] as const;
const ORDER = 0;
const SIDES = ["buy", "sell"] as const;
const typeWords = new PlainWords(TYPES);
const sideWords = new PlainWords(SIDES);

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
  readonly #plain = new PlainObject(FIELDS);
  /** Of the order that is being placed: its id and timestamp. */
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;
  readonly #timestamp = new Float64Array(1);

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean {
    const given = this.#plain.read(bytes, start, end);
    if ((given & NEEDED_TO_CANCEL) !== NEEDED_TO_CANCEL) return false;
    const { starts, ends, units } = this.#plain.values;
    const type = typeWords.find(bytes, starts[TYPE] as number, ends[TYPE] as number);
    const idStart = starts[ID] as number;
    const idEnd = ends[ID] as number;
    if (given === NEEDED_TO_CANCEL || given === (NEEDED_TO_CANCEL | (1 << TIMESTAMP))) {
      if (TYPES[type] !== "cancel") return false;
      this.#desk.market.cancelBytes(bytes, idStart, idEnd);
      return true;
    }
    const side = sideWords.find(bytes, starts[SIDE] as number, ends[SIDE] as number);
    if (type !== ORDER || given !== ALL || side < 0 || units[QUANTITY] === 0) return false;
    this.#timestamp[0] = units[TIMESTAMP] as number;
    const price = units[PRICE] as number;
    this.#place(line, bytes, idStart, idEnd, side as Side, price, units[QUANTITY] as number);
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
      this.#timestamp[0] = timestamp;
      this.#place(line, scratch.bytes, 0, end, side as Side, price, quantity);
    }
  }

  finish(): void {}

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const order = { order_id: id, side: SIDES[side], price, quantity };
    this.#desk.out.raw(literal(`${JSON.stringify(order)}\n`));
  }

  #place(
    line: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    side: Side,
    price: number,
    quantity: number,
  ): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#desk.place(line, bytes, start, end, side, price, quantity, 0, this.#write);
  }

  readonly #write = (at: number): void => {
    const { out, market } = this.#desk;
    const { trades, names } = market;
    out.raw(TAKER);
    out.text(this.#bytes, this.#start, this.#end);
    out.raw(MAKER);
    out.name(names, trades.maker(at));
    out.raw(PRICE_OUT);
    out.integer(trades.price(at));
    out.raw(QUANTITY_OUT);
    out.integer(trades.quantity(at));
    out.raw(TIMESTAMP_OUT);
    out.integer(this.#timestamp[0] as number);
    out.raw(END);
  };
}
