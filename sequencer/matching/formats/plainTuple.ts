import { type PlainField, PlainFields, skipBlanks, UNPLAIN } from "./plainFields.ts";

const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Reads plain values in brackets, or parentheses, from bytes. */
export class PlainTuple {
  readonly values: PlainFields;
  /** Whether the record read last stood in brackets. */
  isBracketed = false;
  readonly #length: number;

  constructor(fields: readonly PlainField[]) {
    this.values = new PlainFields(fields);
    this.#length = fields.length;
  }

  /** Whether the record is plain, with a value for every field. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    let at = skipBlanks(bytes, start, end);
    const open = bytes[at++];
    if (open !== OPEN_BRACKET && open !== OPEN_PARENTHESIS) return false;
    this.isBracketed = open === OPEN_BRACKET;
    const close = this.isBracketed ? CLOSE_BRACKET : CLOSE_PARENTHESIS;
    for (let field = 0; field < this.#length; field++) {
      at = this.values.value(field, bytes, skipBlanks(bytes, at, end), end);
      if (at === UNPLAIN) return false;
      at = skipBlanks(bytes, at, end);
      if (at >= end || bytes[at++] !== (field < this.#length - 1 ? COMMA : close)) return false;
    }
    return skipBlanks(bytes, at, end) === end;
  }
}
