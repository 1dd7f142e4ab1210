import { closeMs, collectingSlot, type Grid } from "../../batching.ts";

/** Before the first slot the grid is looked at this often, milliseconds. */
const IDLE_MS = 1_000;

/** Milliseconds until the next slot begins to collect, at least 1. */
export function untilNextSlot(grid: Grid, nowMs: number): number {
  const slot = collectingSlot(grid, nowMs);
  return slot === undefined ? IDLE_MS : Math.max(1, closeMs(grid, slot) - nowMs);
}
