import { formatDecimal } from "../decimal.ts";
import { BUY, type Side } from "../engine/units.ts";
import { type Desk, type Dialect, literal } from "./dialect.ts";
import { idOf, objectOf, quantityOf, unitsOf, wordOf, wrong } from "./fields.ts";
import { type PendingOrder, PendingOrders } from "./pendingOrders.ts";
import { PlainWords } from "./plainFields.ts";
import { PlainObject } from "./plainObject.ts";

/** Decimals of prices and quantities; at least one is written. */
const PLACES = 8;
/** Decimals of seconds. */
export const SECOND_PLACES = 6;
/** Seconds, in units of 10^−SECOND_PLACES, by which orders may be late unless told. */
export const DEFAULT_WINDOW = 1_000_000;

const FIELDS = [
  { name: "order_id" },
  { name: "user_id" },
  { name: "order_type" },
  { name: "price", places: PLACES },
  { name: "quantity", places: PLACES },
  { name: "timestamp", places: SECOND_PLACES },
];
const ID = 0;
const USER = 1;
const TYPE = 2;
const PRICE = 3;
const QUANTITY = 4;
const TIMESTAMP = 5;
const ALL = (1 << FIELDS.length) - 1;

const SIDES = ["BUY", "SELL"] as const;
const sideWords = new PlainWords(SIDES);

const TRADE_ID = literal('{"trade_id":"trade_');
const BUY_OUT = literal('","buy_order_id":');
const SELL_OUT = literal(',"sell_order_id":');
const PRICE_OUT = literal(',"price":');
const QUANTITY_OUT = literal(',"quantity":');
const TIMESTAMP_OUT = literal(',"timestamp":');
const END = literal("}\n");

/**
 * The `broadcast` format: every node hears every order, in slightly different order, and all print the same trades. An
 * order waits until the watermark, which is the newest timestamp heard less the window, has passed it; then it takes its
 * turn by (timestamp, order_id). One older than the watermark came too late and is refused.
 */
export class Broadcast implements Dialect {
  readonly #desk: Desk;
  /** In units of 10^−SECOND_PLACES s. */
  readonly #window: number;
  readonly #plain = new PlainObject(FIELDS);
  readonly #pending = new PendingOrders();
  #newest = 0;
  /** The order that is being placed. */
  #taker: PendingOrder | undefined;

  constructor(desk: Desk, window: number) {
    this.#desk = desk;
    this.#window = window;
  }

  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#plain.read(bytes, start, end) !== ALL) return false;
    const { starts, ends, units } = this.#plain.values;
    const side = sideWords.find(bytes, starts[TYPE] as number, ends[TYPE] as number);
    const timestamp = units[TIMESTAMP] as number;
    if (side < 0 || units[QUANTITY] === 0 || timestamp < this.#watermark) return false;
    this.#hear({
      line,
      timestamp,
      id: bytes.slice(starts[ID], ends[ID]),
      user: String.fromCharCode(...bytes.subarray(starts[USER], ends[USER])),
      side: side as Side,
      price: units[PRICE] as number,
      quantity: units[QUANTITY] as number,
    });
    return true;
  }

  takeText(line: number, text: string): void {
    const fields = objectOf(text);
    const id = literal(idOf(fields, "order_id"));
    const user = idOf(fields, "user_id");
    const side = SIDES.indexOf(wordOf(fields, "order_type", SIDES)) as Side;
    const price = unitsOf(fields, "price", PLACES);
    const quantity = quantityOf(fields, "quantity", PLACES);
    const timestamp = unitsOf(fields, "timestamp", SECOND_PLACES);
    if (timestamp < this.#watermark) {
      const watermark = formatDecimal(this.#watermark, SECOND_PLACES);
      throw wrong(fields, "timestamp", `at least ${watermark}, the watermark`);
    }
    this.#hear({ line, timestamp, id, user, side, price, quantity });
  }

  finish(): void {
    while (this.#pending.first !== undefined) this.#sequence();
  }

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const start = `{"order_id":${JSON.stringify(id)},"order_type":"${SIDES[side]}"`;
    const shown = [price, quantity].map((units) => formatDecimal(units, PLACES, 1));
    const line = `${start},"price":${shown[0]},"quantity":${shown[1]}}\n`;
    this.#desk.out.raw(literal(line));
  }

  /** Orders below it have had their turn. */
  get #watermark(): number {
    return this.#newest - this.#window;
  }

  #hear(order: PendingOrder): void {
    this.#pending.add(order);
    this.#newest = Math.max(this.#newest, order.timestamp);
    while ((this.#pending.first?.timestamp ?? this.#newest) < this.#watermark) this.#sequence();
  }

  /** Gives the first order its turn. */
  #sequence(): void {
    const order = this.#pending.shift();
    if (order === undefined) return;
    this.#taker = order;
    const { line, id, side, price, quantity } = order;
    const owner = this.#desk.owner(order.user);
    this.#desk.place(line, id, 0, id.length, side, price, quantity, owner, this.#write);
  }

  /** The taker's timestamp is the later one, for orders have their turns by timestamps. */
  readonly #write = (at: number): void => {
    const taker = this.#taker;
    if (taker === undefined) return;
    const { out, market, trades: number } = this.#desk;
    const { trades } = market;
    out.raw(TRADE_ID);
    out.integer(number);
    out.raw(BUY_OUT);
    this.#desk.writeBuyAndSell(at, SELL_OUT);
    out.raw(PRICE_OUT);
    out.decimal(taker.side === BUY ? trades.price(at) : taker.price, PLACES, 1);
    out.raw(QUANTITY_OUT);
    out.decimal(trades.quantity(at), PLACES, 1);
    out.raw(TIMESTAMP_OUT);
    out.decimal(taker.timestamp, SECOND_PLACES, 0);
    out.raw(END);
  };
}
