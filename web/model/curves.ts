import type { Auction } from "../types.ts";

/** Supply and demand of an auction as steps: at each price what would be bought at it or more, sold at it or less. */

export interface Point {
  readonly tick: number;
  readonly lots: number;
}

/** Part of the plane that is drawn. */
export interface Window {
  readonly low: number;
  readonly high: number;
  /** Top, in lots; above 0. */
  readonly most: number;
}

type Levels = readonly Point[];

/** Lots bid at this tick or a higher one. */
export const demandAt = (bids: Levels, tick: number): number =>
  bids.reduce((sum, level) => (level.tick >= tick ? sum + level.lots : sum), 0);

/** Lots asked at this tick or a lower one. */
export const supplyAt = (asks: Levels, tick: number): number =>
  asks.reduce((sum, level) => (level.tick <= tick ? sum + level.lots : sum), 0);

/** How much more than the volume is shown of either side. */
const ROOM = 2.5;
/** Above the tallest part that is shown. */
const HEADROOM = 1.15;
/** Share of the width that is left free at either end. */
const MARGIN = 0.06;

/** The part around the price: levels within the band, up to ROOM times what was traded. */
export function windowOf(auction: Auction): Window {
  const { bids, asks, band, tick, volume, lastTick } = auction;
  const inBand = (level: Point): boolean => level.tick >= band.low && level.tick <= band.high;
  const best = Math.max(bids[0]?.lots ?? 0, asks[0]?.lots ?? 0, 1);
  const reach = Math.max(volume, best) * ROOM;
  const near = [...upTo(bids, reach), ...upTo(asks, reach)]
    .filter(inBand)
    .map((level) => level.tick);
  const ticks = [...near, tick, lastTick];
  const low = Math.min(...ticks);
  const high = Math.max(...ticks);
  const margin = Math.max(1, Math.ceil((high - low) * MARGIN));
  const from = Math.max(0, low - margin);
  const to = high + margin;
  const tallest = Math.max(demandAt(bids, from), supplyAt(asks, to), volume, 1);
  return { low: from, high: to, most: Math.ceil(Math.min(tallest, reach) * HEADROOM) };
}

/** The levels from the best on, until they hold `lots` or more together. */
function upTo(levels: Levels, lots: number): Levels {
  let sum = 0;
  const end = levels.findIndex((level) => {
    sum += level.lots;
    return sum >= lots;
  });
  return end === -1 ? levels : levels.slice(0, end + 1);
}

/** Corners of the demand curve from the window's left to its right; never rises. */
export function demandCurve(bids: Levels, { low, high }: Window): readonly Point[] {
  const corners: Point[] = [{ tick: low, lots: demandAt(bids, low) }];
  const within = bids.filter(({ tick }) => tick >= low && tick <= high);
  for (const { tick } of within.sort((a, b) => a.tick - b.tick)) {
    corners.push({ tick, lots: demandAt(bids, tick) }, { tick, lots: demandAt(bids, tick + 1) });
  }
  return [...corners, { tick: high, lots: demandAt(bids, high + 1) }];
}

/** Corners of the supply curve from the window's left to its right; never falls. */
export function supplyCurve(asks: Levels, { low, high }: Window): readonly Point[] {
  const corners: Point[] = [{ tick: low, lots: supplyAt(asks, low - 1) }];
  const within = asks.filter(({ tick }) => tick >= low && tick <= high);
  for (const { tick } of within.sort((a, b) => a.tick - b.tick)) {
    corners.push({ tick, lots: supplyAt(asks, tick - 1) }, { tick, lots: supplyAt(asks, tick) });
  }
  return [...corners, { tick: high, lots: supplyAt(asks, high) }];
}
