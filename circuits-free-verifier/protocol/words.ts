import type { Leaf } from "./tree.ts";

/** Fields of leaves: little-endian words, a u64 in two of them, low word first. */

const WORD = 2 ** 32;

export const u32 = (word: number): number => word >>> 0;

/** A u64 known to stay below 2^53. */
export const u53 = (low: number, high: number): number => (low >>> 0) + (high >>> 0) * WORD;
export const low32 = (value: number): number => (value % WORD) | 0;
export const high32 = (value: number): number => Math.floor(value / WORD) | 0;

export const u64 = (low: number, high: number): bigint =>
  BigInt(low >>> 0) | (BigInt(high >>> 0) << 32n);
export const lowOf64 = (value: bigint): number => Number(BigInt.asIntN(32, value));
export const highOf64 = (value: bigint): number => Number(BigInt.asIntN(32, value >> 32n));

/** All eight words of a leaf, unsigned. */
export function wordsOf(leaf: Leaf): number[] {
  return [leaf.h0, leaf.h1, leaf.h2, leaf.h3, leaf.h4, leaf.h5, leaf.h6, leaf.h7].map(u32);
}
