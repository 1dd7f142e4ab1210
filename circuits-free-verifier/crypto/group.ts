import { bigintToBytes, bytesToBigint } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";

/**
 * Arithmetic of secp256k1's group and of the numbers modulo its order, as distributed key generation needs it. Scalars are
 * 32 big-endian bytes below n, zero included; points are compressed, 33 bytes, and never the point at infinity.
 */
export interface Group {
  readonly name: "native" | "pure";
  /** scalar·G; undefined for zero and for anything that is no scalar below n. */
  pointOf(scalar: Uint8Array): Uint8Array | undefined;
  /** scalar·point; undefined for zero, for anything that is no scalar below n, and for bytes that are no point. */
  multiply(point: Uint8Array, scalar: Uint8Array): Uint8Array | undefined;
  /** Undefined for no points, for bytes that are none and for a sum at infinity. */
  sum(points: readonly Uint8Array[]): Uint8Array | undefined;
  /** a + b mod n. */
  addScalars(a: Uint8Array, b: Uint8Array): Uint8Array;
  /** a·b mod n. */
  multiplyScalars(a: Uint8Array, b: Uint8Array): Uint8Array;
}

/** A small number as a scalar. */
export const smallScalar = (value: number): Uint8Array => bigintToBytes(BigInt(value), 32);

/**
 * What each share counts for when the polynomial through them is read at 0: for indices x_i the product over j ≠ i of
 * x_j / (x_j − x_i). The indices are distinct and not zero.
 */
export function lagrangeAtZero(indices: readonly number[]): Uint8Array[] {
  return indices.map((own) => {
    let numerator = 1n;
    let denominator = 1n;
    for (const other of indices) {
      if (other === own) continue;
      numerator = (numerator * BigInt(other)) % CURVE_ORDER;
      denominator = modulo(denominator * BigInt(other - own));
    }
    return bigintToBytes(modulo(numerator * inverse(denominator)), 32);
  });
}

/** 32 bytes of a hash as a scalar: the bias is below 2^-127. */
export function scalarOfHash(hash: Uint8Array): Uint8Array {
  return bigintToBytes(modulo(bytesToBigint(hash)), 32);
}

const modulo = (value: bigint): bigint => ((value % CURVE_ORDER) + CURVE_ORDER) % CURVE_ORDER;

/** By Fermat: value^(n − 2). */
function inverse(value: bigint): bigint {
  let result = 1n;
  let power = value;
  for (let exponent = CURVE_ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * power) % CURVE_ORDER;
    power = (power * power) % CURVE_ORDER;
  }
  return result;
}
