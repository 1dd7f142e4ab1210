import type { Names } from "../engine/names.ts";

/** Bytes that are handed on at once. */
const CHUNK_BYTES = 262_144;
/** Room that the longest number needs, with its point. */
const SLACK = 32;
const MAX_ESCAPED = 6;
const ZERO = 0x30;
const QUOTE = 0x22;
const POINT = 0x2e;
const BACKSLASH = 0x5c;
const BILLION = 1e9;
const HEX = new TextEncoder().encode("0123456789abcdef");

const isSpecial = (byte: number): boolean => byte < 0x20 || byte === QUOTE || byte === BACKSLASH;

/** Writes JSON as bytes and hands them on in large chunks, which are the receiver's. */
export class Output {
  readonly #write: (chunk: Uint8Array) => void;
  #bytes = new Uint8Array(CHUNK_BYTES);
  #at = 0;

  constructor(write: (chunk: Uint8Array) => void) {
    this.#write = write;
  }

  /** Hands on what has been written. */
  flush(): void {
    if (this.#at === 0) return;
    const bytes = this.#bytes.subarray(0, this.#at);
    this.#bytes = new Uint8Array(CHUNK_BYTES);
    this.#at = 0;
    this.#write(bytes);
  }

  /** Bytes as they are; few, a name in the format. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    for (let n = 0; n < bytes.length; n++) this.#bytes[this.#at++] = bytes[n] as number;
  }

  /** UTF-8 of a text, quoted and escaped. */
  text(bytes: Uint8Array, start: number, end: number): void {
    this.#room(MAX_ESCAPED * (end - start) + 2);
    this.#bytes[this.#at++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (isSpecial(byte)) this.#escape(byte);
      else this.#bytes[this.#at++] = byte;
    }
    this.#bytes[this.#at++] = QUOTE;
  }

  /** A name, quoted and escaped. */
  name(names: Names, handle: number): void {
    this.#room(MAX_ESCAPED * names.length(handle) + 2);
    const bytes = this.#bytes;
    const start = this.#at + 1;
    const end = names.copy(handle, bytes, start);
    let at = start;
    while (at < end && !isSpecial(bytes[at] as number)) at++;
    if (at < end) this.text(bytes.slice(start, end), 0, end - start);
    else {
      bytes[this.#at] = QUOTE;
      bytes[end] = QUOTE;
      this.#at = end + 1;
    }
  }

  /** An integer of 0 … 2^53−1. */
  integer(value: number): void {
    this.#room(SLACK);
    if (value < BILLION) {
      this.#digits(value, digitsOf(value));
      return;
    }
    const low = value % BILLION;
    const high = (value - low) / BILLION;
    this.#digits(high, digitsOf(high));
    this.#digits(low, 9);
  }

  /** The shortest decimal of `units` of 10^−places, with `least` decimals at least. */
  decimal(units: number, places: number, least: number): void {
    const scale = 10 ** places;
    const below = units % scale;
    this.integer((units - below) / scale);
    if (below === 0 && least === 0) return;
    let digits = places;
    let fraction = below;
    while (digits > least && fraction % 10 === 0) {
      fraction /= 10;
      digits--;
    }
    this.#bytes[this.#at++] = POINT;
    this.#digits(fraction, digits);
  }

  /** The last digits of a number below 10^9. */
  #digits(value: number, count: number): void {
    let left = value | 0;
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const rest = (left / 10) | 0;
      this.#bytes[at] = ZERO + left - 10 * rest;
      left = rest;
    }
    this.#at += count;
  }

  #escape(byte: number): void {
    const bytes = this.#bytes;
    bytes[this.#at++] = BACKSLASH;
    if (byte >= 0x20) {
      bytes[this.#at++] = byte;
      return;
    }
    bytes[this.#at++] = 0x75;
    bytes[this.#at++] = ZERO;
    bytes[this.#at++] = ZERO;
    bytes[this.#at++] = HEX[byte >> 4] as number;
    bytes[this.#at++] = HEX[byte & 15] as number;
  }

  #room(bytes: number): void {
    if (this.#at + bytes + SLACK > CHUNK_BYTES) this.flush();
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; digits < 9 && value >= power; power *= 10) digits++;
  return digits;
}
