import { formatDecimal } from "../decimal.ts";
import { BUY, type Side } from "../engine/units.ts";
import { type Desk, type Dialect, literal } from "./dialect.ts";
import { EVENT_PLACES, EventReader } from "./events.ts";
import { Fault } from "./fields.ts";
import { PlainWords } from "./plainFields.ts";
import { PlainObject } from "./plainObject.ts";

const FIELDS = [
  { name: "timestamp", places: 0 },
  { name: "order_id" },
  { name: "user_id" },
  { name: "side" },
  { name: "price", places: EVENT_PLACES },
  { name: "quantity", places: EVENT_PLACES },
  { name: "action" },
];
const TIMESTAMP = 0;
const ID = 1;
const USER = 2;
const SIDE = 3;
const PRICE = 4;
const QUANTITY = 5;
const ACTION = 6;
const ALL = (1 << FIELDS.length) - 1;
const NEEDED_TO_CANCEL = (1 << TIMESTAMP) | (1 << ID) | (1 << USER) | (1 << ACTION);

const SIDES = ["buy", "sell"] as const;
const sideWords = new PlainWords(SIDES);
const actionWords = new PlainWords(["new", "cancel"]);
const NEW = 0;
const CANCEL = 1;

const TIMESTAMP_OUT = literal('{"timestamp":');
const BUY_OUT = literal(',"buy_order_id":');
const SELL_OUT = literal(',"sell_order_id":');
const PRICE_OUT = literal(',"price":');
const QUANTITY_OUT = literal(',"quantity":');
const END = literal("}\n");

/**
 * The `events` format, matched: a trade has its taker's timestamp. A cancel of an order that does not rest is ignored, and
 * a refused record lets the next timestamp be as low as before it.
 */
export class EventTrades implements Dialect {
  readonly #desk: Desk;
  readonly #reader = new EventReader();
  readonly #plain = new PlainObject(FIELDS);
  /** Of the order that is being placed: its id and side. Its timestamp is the newest. */
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;
  #side: Side = BUY;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean {
    const given = this.#plain.read(bytes, start, end);
    if ((given & NEEDED_TO_CANCEL) !== NEEDED_TO_CANCEL) return false;
    const { starts, ends, units } = this.#plain.values;
    const timestamp = units[TIMESTAMP] as number;
    if (timestamp < this.#reader.newest) return false;
    const action = actionWords.find(bytes, starts[ACTION] as number, ends[ACTION] as number);
    this.#bytes = bytes;
    this.#start = starts[ID] as number;
    this.#end = ends[ID] as number;
    if (action === CANCEL && given === NEEDED_TO_CANCEL) {
      this.#reader.newest = timestamp;
      this.#desk.market.cancelBytes(bytes, this.#start, this.#end);
      return true;
    }
    const side = sideWords.find(bytes, starts[SIDE] as number, ends[SIDE] as number);
    if (action !== NEW || given !== ALL || side < 0 || units[QUANTITY] === 0) return false;
    const owner = this.#desk.ownerOfBytes(bytes, starts[USER] as number, ends[USER] as number);
    this.#side = side as Side;
    this.#place(line, timestamp, units[PRICE] as number, units[QUANTITY] as number, owner);
    return true;
  }

  takeText(line: number, text: string): void {
    const { newest } = this.#reader;
    const reading = this.#reader.read({ line, text });
    if (!reading.ok) throw new Fault(reading.refusal);
    const { event } = reading;
    const { scratch, market } = this.#desk;
    this.#bytes = scratch.bytes;
    this.#start = 0;
    this.#end = scratch.write(event.orderId);
    if (event.action === "cancel") market.cancelBytes(scratch.bytes, 0, this.#end);
    else {
      this.#reader.newest = newest;
      this.#side = SIDES.indexOf(event.side) as Side;
      const owner = this.#desk.owner(event.userId);
      this.#place(line, event.timestamp, event.price, event.quantity, owner);
    }
  }

  finish(): void {}

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const start = `{"order_id":${JSON.stringify(id)},"side":"${SIDES[side]}"`;
    const rest = `"price":${formatDecimal(price, EVENT_PLACES)},"quantity":${formatDecimal(quantity, EVENT_PLACES)}`;
    this.#desk.out.raw(literal(`${start},${rest}}\n`));
  }

  #place(line: number, timestamp: number, price: number, quantity: number, owner: number): void {
    const { newest } = this.#reader;
    this.#reader.newest = timestamp;
    const bytes = this.#bytes;
    const start = this.#start;
    const write = this.#write;
    const taken = this.#desk.place(
      line,
      bytes,
      start,
      this.#end,
      this.#side,
      price,
      quantity,
      owner,
      write,
    );
    if (!taken) this.#reader.newest = newest;
  }

  readonly #write = (at: number): void => {
    const { out, market } = this.#desk;
    const { trades, names } = market;
    out.raw(TIMESTAMP_OUT);
    out.integer(this.#reader.newest);
    out.raw(BUY_OUT);
    if (this.#side === BUY) out.text(this.#bytes, this.#start, this.#end);
    else out.name(names, trades.maker(at));
    out.raw(SELL_OUT);
    if (this.#side === BUY) out.name(names, trades.maker(at));
    else out.text(this.#bytes, this.#start, this.#end);
    out.raw(PRICE_OUT);
    out.decimal(trades.price(at), EVENT_PLACES, 0);
    out.raw(QUANTITY_OUT);
    out.decimal(trades.quantity(at), EVENT_PLACES, 0);
    out.raw(END);
  };
}
