import { formatDecimal } from "../decimal.ts";
import type { Side } from "../engine/units.ts";
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
    const idStart = starts[ID] as number;
    const idEnd = ends[ID] as number;
    if (action === CANCEL && given === NEEDED_TO_CANCEL) {
      this.#reader.newest = timestamp;
      this.#desk.market.cancelBytes(bytes, idStart, idEnd);
      return true;
    }
    const side = sideWords.find(bytes, starts[SIDE] as number, ends[SIDE] as number);
    if (action !== NEW || given !== ALL || side < 0 || units[QUANTITY] === 0) return false;
    const owner = this.#desk.ownerOfBytes(bytes, starts[USER] as number, ends[USER] as number);
    const { newest } = this.#reader;
    this.#reader.newest = timestamp;
    const taken = this.#desk.place(
      line,
      bytes,
      idStart,
      idEnd,
      side as Side,
      units[PRICE] as number,
      units[QUANTITY] as number,
      owner,
      this.#write,
    );
    if (!taken) this.#reader.newest = newest;
    return true;
  }

  takeText(line: number, text: string): void {
    const { newest } = this.#reader;
    const reading = this.#reader.read({ line, text });
    if (!reading.ok) throw new Fault(reading.refusal);
    const { event } = reading;
    const { scratch, market } = this.#desk;
    const { bytes } = scratch;
    const end = scratch.write(event.orderId);
    if (event.action === "cancel") {
      market.cancelBytes(bytes, 0, end);
      return;
    }
    const { price, quantity } = event;
    const side = SIDES.indexOf(event.side) as Side;
    const owner = this.#desk.owner(event.userId);
    const write = this.#write;
    const taken = this.#desk.place(line, bytes, 0, end, side, price, quantity, owner, write);
    if (!taken) this.#reader.newest = newest;
  }

  finish(): void {}

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const start = `{"order_id":${JSON.stringify(id)},"side":"${SIDES[side]}"`;
    const rest = `"price":${formatDecimal(price, EVENT_PLACES)},"quantity":${formatDecimal(quantity, EVENT_PLACES)}`;
    this.#desk.out.raw(literal(`${start},${rest}}\n`));
  }

  /** The taker's timestamp is the newest. */
  readonly #write = (at: number): void => {
    const { out, market } = this.#desk;
    const { trades } = market;
    out.raw(TIMESTAMP_OUT);
    out.integer(this.#reader.newest);
    out.raw(BUY_OUT);
    this.#desk.writeBuyAndSell(at, SELL_OUT);
    out.raw(PRICE_OUT);
    out.decimal(trades.price(at), EVENT_PLACES, 0);
    out.raw(QUANTITY_OUT);
    out.decimal(trades.quantity(at), EVENT_PLACES, 0);
    out.raw(END);
  };
}
