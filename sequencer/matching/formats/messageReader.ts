import type { Side } from "../engine/units.ts";
import { type PlainFields, PlainWords, UNPLAIN } from "./plainFields.ts";
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
export const ID = 1;
const SIDE = 2;
export const TIMESTAMP = 3;
export const PRICE = 4;
export const QUANTITY = 5;
const ALL = (1 << FIELDS.length) - 1;
const NEEDED_TO_CANCEL = (1 << TYPE) | (1 << ID);

/** What a record of the `messages` format may ask for. */
export const TYPES = ["order", "cancel"] as const;
export const SIDES = ["buy", "sell"] as const;
/** What a record asks for beside an order of a side. */
export const CANCEL = 2;

const typeWords = new PlainWords(TYPES);
const sideWords = new PlainWords(SIDES);

/** Reads plain records of the `messages` format from bytes; nothing is allocated. */
export class MessageReader {
  readonly #plain = new PlainObject(FIELDS);
  /** Of the record read last. */
  readonly values: PlainFields = this.#plain.values;

  /** The side of the order in `bytes[start … end)`, CANCEL, or UNPLAIN: then the exact reader must judge it. */
  read(bytes: Uint8Array, start: number, end: number): Side | typeof CANCEL | typeof UNPLAIN {
    const given = this.#plain.read(bytes, start, end);
    if ((given & NEEDED_TO_CANCEL) !== NEEDED_TO_CANCEL) return UNPLAIN;
    const { starts, ends, units } = this.values;
    const type = typeWords.find(bytes, starts[TYPE] as number, ends[TYPE] as number);
    if (given === NEEDED_TO_CANCEL || given === (NEEDED_TO_CANCEL | (1 << TIMESTAMP)))
      return TYPES[type] === "cancel" ? CANCEL : UNPLAIN;
    if (TYPES[type] !== "order" || given !== ALL || units[QUANTITY] === 0) return UNPLAIN;
    return sideWords.find(bytes, starts[SIDE] as number, ends[SIDE] as number) as
      | Side
      | typeof UNPLAIN;
  }
}
