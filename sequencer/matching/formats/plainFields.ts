/** Longest text that is read here, in bytes; a longer one may be more characters than an id has. */
const MAX_TEXT = 128;
/** So many digits are exact in a double whatever they are. */
const MAX_DIGITS = 15;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const POINT = 0x2e;
const ZERO = 0x30;
const POWERS: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** A field by its name and what it holds: text, or a number counted in units of 10^−places (0 … 8). */
export interface PlainField {
  readonly name: string;
  readonly places?: number;
}

/** Where a record's bytes are no plain value; never the number of a byte. */
export const UNPLAIN = -1;

/**
 * Values of a record as most flows write them: printable ASCII without escapes, decimals of at most 15 digits without
 * exponents. They are read from the bytes, and nothing is allocated. Whatever is written otherwise, right or wrong, is
 * UNPLAIN, and left to the exact reader in fields.ts, which alone refuses.
 */
export class PlainFields {
  /** Text of each field: `[starts … ends)` of the bytes read last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Units of each field. */
  readonly units: Float64Array;
  readonly #places: Int8Array;

  constructor(fields: readonly PlainField[]) {
    this.starts = new Int32Array(fields.length);
    this.ends = new Int32Array(fields.length);
    this.units = new Float64Array(fields.length);
    this.#places = Int8Array.from(fields, ({ places }) => places ?? -1);
  }

  /** Reads the value at `at` into a field; returns where it ends, or UNPLAIN. */
  value(field: number, bytes: Uint8Array, at: number, end: number): number {
    const places = this.#places[field] as number;
    if (places < 0) return this.#text(field, bytes, at, end);
    return this.#number(field, places, bytes, at, end);
  }

  #text(field: number, bytes: Uint8Array, at: number, end: number): number {
    if (bytes[at] !== QUOTE) return UNPLAIN;
    const start = at + 1;
    let to = start;
    for (; to < end; to++) {
      const byte = bytes[to] as number;
      if (byte === QUOTE) break;
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return UNPLAIN;
    }
    if (to === end || to === start || to - start > MAX_TEXT) return UNPLAIN;
    this.starts[field] = start;
    this.ends[field] = to;
    return to + 1;
  }

  #number(field: number, places: number, bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = 10 * value + digit;
    }
    const whole = at - from;
    if (whole === 0 || (whole > 1 && bytes[from] === ZERO) || whole > MAX_DIGITS) return UNPLAIN;
    let decimals = 0;
    if (at < end && bytes[at] === POINT) {
      for (at++; at < end; at++) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9) break;
        value = 10 * value + digit;
        decimals++;
      }
      if (decimals === 0 || decimals > places || whole + decimals > MAX_DIGITS) return UNPLAIN;
    }
    const units = value * (POWERS[places - decimals] as number);
    if (units > Number.MAX_SAFE_INTEGER) return UNPLAIN;
    this.units[field] = units;
    return at;
  }
}

/** Words that a text may be. */
export class PlainWords {
  readonly #words: readonly Uint8Array[];

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => new TextEncoder().encode(word));
  }

  /** The number of the word in `bytes[start … end)`, or UNPLAIN. */
  find(bytes: Uint8Array, start: number, end: number): number {
    for (let n = 0; n < this.#words.length; n++)
      if (isAt(this.#words[n] as Uint8Array, bytes, start, end)) return n;
    return UNPLAIN;
  }
}

/** Whether `bytes[start … end)` is the word. */
export function isAt(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let n = 0; n < word.length; n++) if (bytes[start + n] !== word[n]) return false;
  return true;
}

/** Where the next byte is that is no blank; `end` if there is none. */
export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09 && byte !== 0x0a) break;
    at++;
  }
  return at;
}
