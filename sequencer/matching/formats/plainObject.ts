import { isAt, type PlainField, PlainFields, skipBlanks, UNPLAIN } from "./plainFields.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Reads an object of plain values, its fields in any order, from bytes. */
export class PlainObject {
  readonly values: PlainFields;
  readonly #names: readonly Uint8Array[];
  /** Which field was the n-th of the last record; most likely it is so again. */
  readonly #order: Int32Array;

  constructor(fields: readonly PlainField[]) {
    this.values = new PlainFields(fields);
    this.#names = fields.map(({ name }) => new TextEncoder().encode(`"${name}"`));
    this.#order = new Int32Array(fields.length);
  }

  /** Returns the fields read, as bits by their numbers, or 0 if the record is not plain. */
  read(bytes: Uint8Array, start: number, end: number): number {
    let at = skipBlanks(bytes, start, end);
    if (bytes[at++] !== OPEN) return 0;
    let given = 0;
    for (let n = 0; n < this.#order.length; n++) {
      at = skipBlanks(bytes, at, end);
      const field = this.#field(n, bytes, at, end);
      if (field === UNPLAIN || (given & (1 << field)) !== 0) return 0;
      given |= 1 << field;
      at = skipBlanks(bytes, at + (this.#names[field] as Uint8Array).length, end);
      if (bytes[at] !== COLON) return 0;
      at = this.values.value(field, bytes, skipBlanks(bytes, at + 1, end), end);
      if (at === UNPLAIN) return 0;
      at = skipBlanks(bytes, at, end);
      if (at >= end) return 0;
      const mark = bytes[at++];
      if (mark === CLOSE) return skipBlanks(bytes, at, end) === end ? given : 0;
      if (mark !== COMMA) return 0;
    }
    return 0;
  }

  /** The field whose quoted name is at `at`, or UNPLAIN. */
  #field(n: number, bytes: Uint8Array, at: number, end: number): number {
    const guess = this.#order[n] as number;
    if (this.#isNamed(guess, bytes, at, end)) return guess;
    if (bytes[at] !== QUOTE) return UNPLAIN;
    for (let field = 0; field < this.#names.length; field++) {
      if (!this.#isNamed(field, bytes, at, end)) continue;
      this.#order[n] = field;
      return field;
    }
    return UNPLAIN;
  }

  #isNamed(field: number, bytes: Uint8Array, at: number, end: number): boolean {
    const name = this.#names[field] as Uint8Array;
    return at + name.length <= end && isAt(name, bytes, at, at + name.length);
  }
}
