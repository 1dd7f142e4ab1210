import { bitmapLow, bitmapMiddle, bitmapTop } from "./layout.ts";
import type { StatePort } from "./state.ts";
import { isZeroLeaf, type Leaf, makeLeaf } from "./tree.ts";
import { wordsOf } from "./words.ts";

/** A set of 2^20 keys as three storeys of 256-bit words: the first key is three leaf reads (PROTOCOL.md §3). */

const WORD_BITS = 256;

/** Smallest key in the set, or undefined when it is empty. */
export function firstKey(state: StatePort, root: number): number | undefined {
  const top = firstBit(state.get(bitmapTop(root)), 0);
  if (top < 0) return undefined;
  const middle = top * WORD_BITS + firstBit(state.get(bitmapMiddle(root, top)), 0);
  return middle * WORD_BITS + firstBit(state.get(bitmapLow(root, middle)), 0);
}

/** Smallest key ≥ `from` in the set, or undefined. */
export function keyFrom(state: StatePort, root: number, from: number): number | undefined {
  const low = Math.floor(from / WORD_BITS);
  const inLow = firstBit(state.get(bitmapLow(root, low)), from % WORD_BITS);
  if (inLow >= 0) return low * WORD_BITS + inLow;
  const middle = Math.floor(low / WORD_BITS);
  const inMiddle = firstBit(state.get(bitmapMiddle(root, middle)), (low % WORD_BITS) + 1);
  if (inMiddle >= 0) return lowestBelow(state, root, middle * WORD_BITS + inMiddle);
  const inTop = firstBit(state.get(bitmapTop(root)), middle + 1);
  if (inTop < 0) return undefined;
  return lowestBelow(
    state,
    root,
    inTop * WORD_BITS + firstBit(state.get(bitmapMiddle(root, inTop)), 0),
  );
}

function lowestBelow(state: StatePort, root: number, low: number): number {
  return low * WORD_BITS + firstBit(state.get(bitmapLow(root, low)), 0);
}

/** Adds a key; storeys above are touched only where a word was empty. */
export function addKey(state: StatePort, root: number, key: number): void {
  const low = Math.floor(key / WORD_BITS);
  const middle = Math.floor(low / WORD_BITS);
  if (!setBit(state, bitmapLow(root, low), key % WORD_BITS)) return;
  if (!setBit(state, bitmapMiddle(root, middle), low % WORD_BITS)) return;
  setBit(state, bitmapTop(root), middle);
}

/** Removes a key; storeys above are touched only where a word became empty. */
export function removeKey(state: StatePort, root: number, key: number): void {
  const low = Math.floor(key / WORD_BITS);
  const middle = Math.floor(low / WORD_BITS);
  if (!clearBit(state, bitmapLow(root, low), key % WORD_BITS)) return;
  if (!clearBit(state, bitmapMiddle(root, middle), low % WORD_BITS)) return;
  clearBit(state, bitmapTop(root), middle);
}

export const isEmpty = (state: StatePort, root: number): boolean =>
  isZeroLeaf(state.get(bitmapTop(root)));

/** True if the word was zero before. */
function setBit(state: StatePort, gindex: number, bit: number): boolean {
  const leaf = state.get(gindex);
  state.set(gindex, withBit(leaf, bit, true));
  return isZeroLeaf(leaf);
}

/** True if the word is zero now. */
function clearBit(state: StatePort, gindex: number, bit: number): boolean {
  const leaf = withBit(state.get(gindex), bit, false);
  state.set(gindex, leaf);
  return isZeroLeaf(leaf);
}

function withBit(leaf: Leaf, bit: number, value: boolean): Leaf {
  const words = wordsOf(leaf);
  const mask = 1 << (bit & 31);
  const word = words[bit >> 5] ?? 0;
  words[bit >> 5] = value ? word | mask : word & ~mask;
  return makeLeaf(...words);
}

/** Lowest bit set at or above `from` (0 … 256), or −1. */
function firstBit(leaf: Leaf, from: number): number {
  if (from >= WORD_BITS) return -1;
  const words = wordsOf(leaf);
  for (let n = from >> 5; n < 8; n++) {
    const word = (words[n] ?? 0) & (n === from >> 5 ? -1 << (from & 31) : -1);
    if (word !== 0) return n * 32 + 31 - Math.clz32(word & -word);
  }
  return -1;
}
