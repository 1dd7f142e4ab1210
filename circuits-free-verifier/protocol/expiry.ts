import { addKey, firstKey, isEmpty, removeKey } from "./bitmap.ts";
import { ERA_SLOTS } from "./constants.ts";
import { expiryBitmap, expiryTable } from "./layout.ts";
import { readExpiryCount, writeExpiryCount } from "./leaves.ts";
import type { StatePort } from "./state.ts";

/** Which slots have orders that expire in them, in two tables of 2^20 slots for the running era and the next. */

export const eraOf = (slot: number): number => Math.floor(slot / ERA_SLOTS);

/** One more live order expires in `slot`; 0 (never) is not counted. */
export function scheduleExpiry(state: StatePort, slot: number): void {
  if (slot === 0) return;
  const count = readExpiryCount(state, slot);
  writeExpiryCount(state, slot, count + 1);
  if (count === 0) addKey(state, bitmapOf(slot), slot % ERA_SLOTS);
}

/** One order fewer expires in `slot`. */
export function unscheduleExpiry(state: StatePort, slot: number): void {
  if (slot === 0) return;
  const count = readExpiryCount(state, slot) - 1;
  writeExpiryCount(state, slot, count);
  if (count === 0) removeKey(state, bitmapOf(slot), slot % ERA_SLOTS);
}

/** First slot of `era` that has orders to expire and is ≤ `until`, or undefined. */
export function firstDue(state: StatePort, era: number, until: number): number | undefined {
  const start = era * ERA_SLOTS;
  const key = firstKey(state, bitmapOf(start));
  return key !== undefined && start + key <= until ? start + key : undefined;
}

/** The era to go on with when nothing of `era` is due any more: straight to `slot`'s when both tables are empty. */
export function nextEra(state: StatePort, era: number, slot: number): number {
  return isEmpty(state, bitmapOf((era + 1) * ERA_SLOTS)) ? eraOf(slot) : era + 1;
}

const bitmapOf = (slot: number): number => expiryBitmap(expiryTable(slot));
