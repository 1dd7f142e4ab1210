import { keyFrom } from "./bitmap.ts";
import { BPS, SIDE, type Side, TICK_LIMIT } from "./constants.ts";
import { levelKey, sideBitmap } from "./layout.ts";
import { readLevel } from "./leaves.ts";
import type { StatePort } from "./state.ts";

/**
 * The clearing rule (PROTOCOL.md §5): greatest volume, then least surplus, then the side with the surplus moves the
 * price, then the last price; at last the band. `solveClearing` finds the price, `clearingHolds` judges it
 * from what the fills left of the book, which is all that L1 needs.
 */
export interface Clearing {
  /** 1 … 2^20−1 */
  readonly tick: number;
  /** Lots. */
  readonly volume: number;
}

export interface Band {
  readonly low: number;
  readonly high: number;
}

export function bandAround(last: number, bandBps: number): Band {
  const reach = Math.max(1, Math.floor((last * bandBps) / BPS));
  return { low: Math.max(1, last - reach), high: Math.min(TICK_LIMIT - 1, last + reach) };
}

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

/** Above every tick: stands for a level that is not there. */
const NONE = Number.POSITIVE_INFINITY;

/** What is left of the book after volume lots were filled on each side in priority order. */
export interface Rest {
  /** Best remaining bid and ask ticks: 0 and 2^20 if none. */
  readonly bid: number;
  readonly ask: number;
  /** Live lots at those levels; 0 if none. */
  readonly bidTotal: number;
  readonly askTotal: number;
  /** Worst ticks filled: 2^20 and 0 if volume is 0. */
  readonly lastBid: number;
  readonly lastAsk: number;
}

/** Whether (tick, volume) is the one right clearing, judged from what it leaves. */
export function clearingHolds(
  tick: number,
  volume: number,
  last: number,
  bandBps: number,
  rest: Rest,
): boolean {
  if (rest.lastAsk > rest.lastBid) return false;
  const band = bandAround(last, bandBps);
  if (rest.bid >= rest.ask) {
    return (
      (tick === band.high && rest.ask > band.high) || (tick === band.low && rest.bid < band.low)
    );
  }
  if (volume === 0) return tick === last;
  return tick === clamp(priceOfGreatestVolume(last, rest), band.low, band.high);
}

/** The ticks of greatest volume are [lastAsk, lastBid]; surplus is zero strictly between the remaining bid and ask. */
function priceOfGreatestVolume(last: number, rest: Rest): number {
  const low = Math.max(rest.bid + 1, rest.lastAsk);
  const high = Math.min(rest.ask - 1, rest.lastBid);
  if (low <= high) return clamp(last, low, high);
  if (rest.ask > rest.lastBid) return rest.bid;
  if (rest.bid < rest.lastAsk) return rest.ask;
  return closerOf(rest.bid, rest.ask, rest.bidTotal, rest.askTotal, last);
}

/** Between a tick with buy surplus below one with sell surplus: the smaller surplus, then the last price's side. */
function closerOf(
  bid: number,
  ask: number,
  bidSurplus: number,
  askSurplus: number,
  last: number,
): number {
  if (bidSurplus !== askSurplus) return bidSurplus < askSurplus ? bid : ask;
  return last <= bid ? bid : ask;
}

/** A price level as the solver sees it. */
export interface Depth {
  readonly tick: number;
  readonly lots: number;
}

/** The clearing of a market's book as it stands. Reads only the levels that cross. */
export function solveClearing(
  state: StatePort,
  market: number,
  last: number,
  bandBps: number,
): Clearing {
  const bids = crossingLevels(state, market, SIDE.buy);
  const asks = crossingLevels(state, market, SIDE.sell);
  return clearLevels(bids, asks, last, bandAround(last, bandBps));
}

/**
 * The clearing of levels given best first. Levels that do not cross may be left out.
 * Demand at p: bids at p or above; supply: asks at p or below.
 */
export function clearLevels(
  bids: readonly Depth[],
  asks: readonly Depth[],
  last: number,
  band: Band,
): Clearing {
  const price = unboundedPrice(bids, asks, last);
  const tick = clamp(price, band.low, band.high);
  return { tick, volume: Math.min(demandAt(bids, tick), supplyAt(asks, tick)) };
}

function unboundedPrice(bids: readonly Depth[], asks: readonly Depth[], last: number): number {
  const tied = tiedInterval(crossingSegments(bids, asks));
  return tied === undefined ? last : clamp(last, tied.low, tied.high);
}

/** Ticks from … to over which demand and supply do not change. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly volume: number;
  /** Demand less supply. */
  readonly surplus: number;
}

/**
 * What volume and surplus leave of the ticks, for the last price to be clamped into; undefined if there are none. Where
 * surplus to buy at one tick ties with surplus to sell at the next, these two are left, with no tick between them.
 */
export function tiedInterval(segments: readonly Segment[]): Band | undefined {
  const best = bestSegments(segments);
  if (best.length === 0) return undefined;
  const bought = best.filter((s) => s.surplus > 0);
  const sold = best.filter((s) => s.surplus < 0);
  const highest = (of: readonly Segment[]): number => of.reduce((n, s) => Math.max(n, s.to), 0);
  const lowest = (of: readonly Segment[]): number => of.reduce((n, s) => Math.min(n, s.from), NONE);
  if (bought.length === 0 && sold.length === 0) return { low: lowest(best), high: highest(best) };
  return {
    low: bought.length > 0 ? highest(bought) : lowest(sold),
    high: sold.length > 0 ? lowest(sold) : highest(bought),
  };
}

/** The segments at whose ticks anything trades; levels as for `clearLevels`, of any ticks below 2^53. */
export function crossingSegments(bids: readonly Depth[], asks: readonly Depth[]): Segment[] {
  const bestBid = bids[0]?.tick ?? 0;
  const bestAsk = asks[0]?.tick ?? NONE;
  return bestBid < bestAsk ? [] : segmentsBetween(bids, asks, bestAsk, bestBid);
}

/** Greatest volume, then least surplus either way. */
function bestSegments(segments: readonly Segment[]): Segment[] {
  let best: Segment[] = [];
  for (const segment of segments) {
    const leader = best[0];
    const order = leader === undefined ? 1 : compareSegments(segment, leader);
    if (order > 0) best = [segment];
    else if (order === 0) best.push(segment);
  }
  return best;
}

function compareSegments(a: Segment, b: Segment): number {
  if (a.volume !== b.volume) return a.volume - b.volume;
  return Math.abs(b.surplus) - Math.abs(a.surplus);
}

/** The segments of low … high; levels as for `clearLevels`, of any ticks below 2^53. */
export function segmentsBetween(
  bids: readonly Depth[],
  asks: readonly Depth[],
  low: number,
  high: number,
): Segment[] {
  const starts = new Set([low]);
  for (const { tick } of asks) if (tick > low && tick <= high) starts.add(tick);
  for (const { tick } of bids) if (tick >= low && tick < high) starts.add(tick + 1);
  const ordered = [...starts].sort((a, b) => a - b);
  let demand = demandAt(bids, low);
  let supply = 0;
  let nextAsk = 0;
  let nextBid = bids.length - 1;
  return ordered.map((from, n) => {
    for (; (asks[nextAsk]?.tick ?? NONE) <= from; nextAsk++) supply += asks[nextAsk]?.lots ?? 0;
    for (; (bids[nextBid]?.tick ?? NONE) < low; nextBid--);
    for (; (bids[nextBid]?.tick ?? NONE) < from; nextBid--) demand -= bids[nextBid]?.lots ?? 0;
    const to = (ordered[n + 1] ?? high + 1) - 1;
    return { from, to, volume: Math.min(demand, supply), surplus: demand - supply };
  });
}

const demandAt = (bids: readonly Depth[], tick: number): number =>
  bids.reduce((sum, level) => (level.tick >= tick ? sum + level.lots : sum), 0);
const supplyAt = (asks: readonly Depth[], tick: number): number =>
  asks.reduce((sum, level) => (level.tick <= tick ? sum + level.lots : sum), 0);

/** Levels of a side that reach the other side's best tick, best first. */
function crossingLevels(state: StatePort, market: number, side: Side): Depth[] {
  const other = side === SIDE.buy ? SIDE.sell : SIDE.buy;
  const otherBest = keyFrom(state, sideBitmap(market, other), 0);
  if (otherBest === undefined) return [];
  const worst = levelKey(side, levelKey(other, otherBest));
  const levels: Depth[] = [];
  const root = sideBitmap(market, side);
  let key = keyFrom(state, root, 0);
  while (key !== undefined && key <= worst) {
    levels.push({ tick: levelKey(side, key), lots: readLevel(state, market, side, key).total });
    key = key + 1 < TICK_LIMIT ? keyFrom(state, root, key + 1) : undefined;
  }
  return levels;
}
