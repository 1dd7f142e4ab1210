import { bigintToBytes, bytesToBigint, compareBytes, isZero } from "./bytes.ts";
import { CURVE_ORDER } from "./constants.ts";

/** Numbers modulo n, the order of secp256k1, as 32 big-endian bytes. */

const ORDER = bigintToBytes(CURVE_ORDER, 32);
const HALF_ORDER = bigintToBytes(CURVE_ORDER / 2n, 32);

/** The scalar 1. */
export const ONE: Uint8Array = bigintToBytes(1n, 32);

/** 32 bytes in [1, n). */
export function isScalar(bytes: Uint8Array): boolean {
  return bytes.length === 32 && compareBytes(bytes, ORDER) < 0 && !isZero(bytes);
}

/** Whether a signature's s lies in the lower half; of s and n − s only one does. */
export function isLow(s: Uint8Array): boolean {
  return compareBytes(s, HALF_ORDER) <= 0;
}

/** The scalar modulo n; the bytes themselves when they lie below n. */
export function reduceScalar(bytes: Uint8Array): Uint8Array {
  if (compareBytes(bytes, ORDER) < 0) return bytes;
  return bigintToBytes(bytesToBigint(bytes) % CURVE_ORDER, 32);
}
