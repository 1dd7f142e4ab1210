import type { Deployment } from "#protocol/config";
import { MAX_SLOT } from "#protocol/constants";

/**
 * The grid of slots: slot b closes at genesisTime + b·interval and collects during the interval before. Times of
 * L1 are in seconds, those of the sequencer's clock in milliseconds.
 */
export type Grid = Pick<Deployment, "genesisTime" | "interval">;

/** Unix seconds. */
export const closeOf = (grid: Grid, slot: number): number =>
  grid.genesisTime + slot * grid.interval;
/** Unix milliseconds. */
export const closeMs = (grid: Grid, slot: number): number => closeOf(grid, slot) * 1000;

/** The slot that collects at `nowMs`; undefined before slot 1 opens and after the last slot. */
export function collectingSlot(grid: Grid, nowMs: number): number | undefined {
  const slot = Math.floor((nowMs / 1000 - grid.genesisTime) / grid.interval) + 1;
  return slot >= 1 && slot <= MAX_SLOT ? slot : undefined;
}

/** Whether an envelope that arrives at `nowMs` comes too near to the close. */
export const withinGuard = (grid: Grid, slot: number, nowMs: number, guardMs: number): boolean =>
  nowMs >= closeMs(grid, slot) - guardMs;

/** An operation waiting in L1's inbox. */
export interface Queued {
  readonly index: number;
  /** Unix seconds of the L1 block that queued it. */
  readonly time: number;
}

/**
 * Where a slot must end the inbox: behind the last operation queued at or before its close − inboxDelay. `queued` lists
 * the operations from `cursor` on, in order; their times never fall.
 */
export function inboxEndFor(
  grid: Grid,
  inboxDelay: number,
  slot: number,
  cursor: number,
  queued: readonly Queued[],
): number {
  const until = closeOf(grid, slot) - inboxDelay;
  const due = queued.filter(({ time }) => time <= until).at(-1);
  return due === undefined ? cursor : due.index + 1;
}

/** A slot with neither envelopes nor inbox work is skipped: it is not certified, posted or paid for. */
export const isSkipped = (envelopes: number, inboxWork: number): boolean =>
  envelopes === 0 && inboxWork === 0;
