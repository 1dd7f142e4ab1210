import { EncodingError } from "./errors.ts";

/** Bytes as the EVM reads them: big-endian integers, lower-case 0x hex. */

const DIGITS = "0123456789abcdef";

/** Lower-case hex with 0x before it. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  let text = "";
  for (const byte of bytes) text += `${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`;
  return `0x${text}`;
}

/** Fresh bytes of 0x and an even number of hex digits of either case; with `length`, of just so many bytes. */
export function hexToBytes(hex: string, length?: number): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) throw new EncodingError("hex", hex, "0x and digit pairs");
  const bytes = new Uint8Array(hex.length / 2 - 1);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = nibble(hex.charCodeAt(2 + at * 2)) * 16 + nibble(hex.charCodeAt(3 + at * 2));
  }
  return length === undefined ? bytes : sized("hex", bytes, length);
}

/** Value of a hex digit's character code: digits are 0x30 …, letters 0x41 … and 0x61 …. */
const nibble = (code: number): number => (code & 15) + (code >> 6) * 9;

/** The bytes themselves; throws EncodingError when there are not `length` of them. */
export function sized(what: string, bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new EncodingError(what, bytes, `${length} bytes`);
  return bytes;
}

/** The number itself; throws EncodingError unless it is an integer of 0 … limit − 1. */
export function below(what: string, value: number, limit: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value >= limit) {
    throw new EncodingError(what, value, `an integer of 0 … ${limit - 1}`);
  }
  return value;
}

/** One byte for each character of an ASCII text. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) =>
    below("ASCII character", character.charCodeAt(0), 128),
  );
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Below, at or above zero as `a` lies before, at or after `b` as big-endian numbers of equal length. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function isZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The number that big-endian bytes spell, of any length. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

/** `length` fresh big-endian bytes; throws EncodingError for a number that does not fit. */
export function bigintToBytes(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at--) {
    bytes[at] = Number(BigInt.asUintN(8, rest));
    rest >>= 8n;
  }
  if (rest !== 0n)
    throw new EncodingError("integer", value, `an integer of 0 … 2^${length * 8} − 1`);
  return bytes;
}
