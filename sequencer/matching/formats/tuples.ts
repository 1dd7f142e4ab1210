import type { Side } from "../engine/units.ts";
import { type Desk, type Dialect, literal } from "./dialect.ts";
import { Fault, idOf, jsonOf, quantityOf, unitsOf, wordOf } from "./fields.ts";
import { PlainWords } from "./plainFields.ts";
import { PlainTuple } from "./plainTuple.ts";
import { fault } from "./refusal.ts";

const FIELDS = [
  { name: "order_id" },
  { name: "user_id" },
  { name: "side" },
  { name: "price", places: 0 },
  { name: "quantity", places: 0 },
  { name: "block_number", places: 0 },
];
const ID = 0;
const USER = 1;
const SIDE = 2;
const PRICE = 3;
const QUANTITY = 4;

const SIDES = ["buy", "sell"] as const;
const sideWords = new PlainWords(SIDES);
const COMMA = literal(",");
const IN_PARENTHESES = { open: literal("("), close: literal(")\n") };
const IN_BRACKETS = { open: literal("["), close: literal("]\n") };

/**
 * The `tuples` format: order_id, user_id, side, price, quantity, block number, in brackets or parentheses; the numbers are
 * whole. Trades are buy_order_id, sell_order_id, price, quantity, enclosed as the first order is.
 */
export class Tuples implements Dialect {
  readonly #desk: Desk;
  readonly #plain = new PlainTuple(FIELDS);
  #enclosed: typeof IN_BRACKETS | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  takeBytes(line: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#plain.read(bytes, start, end)) return false;
    const { starts, ends, units } = this.#plain.values;
    const side = sideWords.find(bytes, starts[SIDE] as number, ends[SIDE] as number);
    if (side < 0 || units[QUANTITY] === 0) return false;
    const owner = this.#desk.ownerOfBytes(bytes, starts[USER] as number, ends[USER] as number);
    this.#enclosed ??= this.#plain.isBracketed ? IN_BRACKETS : IN_PARENTHESES;
    this.#desk.place(
      line,
      bytes,
      starts[ID] as number,
      ends[ID] as number,
      side as Side,
      units[PRICE] as number,
      units[QUANTITY] as number,
      owner,
      this.#write,
    );
    return true;
  }

  takeText(line: number, text: string): void {
    const fields = fieldsOf(text);
    const id = idOf(fields, "order_id");
    const user = idOf(fields, "user_id");
    const side = SIDES.indexOf(wordOf(fields, "side", SIDES)) as Side;
    const price = unitsOf(fields, "price", 0);
    const quantity = quantityOf(fields, "quantity", 0);
    unitsOf(fields, "block_number", 0);
    this.#enclosed ??= text.trim().startsWith("[") ? IN_BRACKETS : IN_PARENTHESES;
    const desk = this.#desk;
    const { bytes } = desk.scratch;
    const end = desk.scratch.write(id);
    desk.place(line, bytes, 0, end, side, price, quantity, desk.owner(user), this.#write);
  }

  finish(): void {}

  writeResting(side: Side, id: string, price: number, quantity: number): void {
    const { out } = this.#desk;
    const { open, close } = this.#enclosed ?? IN_PARENTHESES;
    out.raw(open);
    out.raw(literal(`${JSON.stringify(id)},"${SIDES[side]}",${price},${quantity}`));
    out.raw(close);
  }

  readonly #write = (at: number): void => {
    const { out, market } = this.#desk;
    const { trades } = market;
    const { open, close } = this.#enclosed ?? IN_PARENTHESES;
    out.raw(open);
    this.#desk.writeBuyAndSell(at, COMMA);
    out.raw(COMMA);
    out.integer(trades.price(at));
    out.raw(COMMA);
    out.integer(trades.quantity(at));
    out.raw(close);
  };
}

/** The elements by the names of their fields. */
function fieldsOf(text: string) {
  const bare = text.trim();
  const isParenthesised = bare.startsWith("(") && bare.endsWith(")");
  const value = jsonOf(isParenthesised ? `[${bare.slice(1, -1)}]` : bare, bare);
  if (!Array.isArray(value) || value.length > FIELDS.length)
    throw new Fault(fault("", bare, `${FIELDS.length} values in brackets or parentheses`));
  return new Map(value.map((item, n) => [FIELDS[n]?.name ?? "", item]));
}
