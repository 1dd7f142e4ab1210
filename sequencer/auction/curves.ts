import type { Auction, AuctionResult, AuctionSide } from "./auction.ts";

/** Demand and supply at the prices where one of them changes: what a chart draws. */

export interface CurvePoint {
  readonly tick: number;
  /** Quantity that would buy at this price, and that would sell. */
  readonly demand: number;
  readonly supply: number;
}

export interface Curves {
  /** Falling; empty if no order has a limit and there is no reference. */
  readonly points: readonly CurvePoint[];
  /** Demand above the first point, and supply below the last. */
  readonly demandAbove: number;
  readonly supplyBelow: number;
}

/**
 * The curves at up to `most` of the limits, the reference and the clearing price, which is always among them. Of many
 * prices, the outermost twentieths are left out, lest a stray limit press all others together.
 */
export function curvesOf(auction: Auction, result: AuctionResult, most: number): Curves {
  const marks = [auction.reference, result.tick, ...auction.orders.map(({ tick }) => tick)];
  const ticks = [...new Set(marks.filter((tick) => tick !== undefined))].sort((a, b) => b - a);
  const shown = sample(ticks, middleOf(auction, result), most);
  const demand = cumulated(auction, "buy", shown);
  const supply = cumulated(auction, "sell", shown);
  const points = shown.map((tick, n) => ({
    tick,
    demand: demand[n] ?? 0,
    supply: supply[n] ?? 0,
  }));
  const [top = 0, bottom = 0] = [shown[0], shown.at(-1)];
  return {
    points,
    demandAbove: betterThan(auction, "buy", top),
    supplyBelow: betterThan(auction, "sell", bottom),
  };
}

function betterThan({ orders }: Auction, side: AuctionSide, tick: number): number {
  const better = orders.filter((o) => o.side === side && rank(side, o.tick) < rank(side, tick));
  return better.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Where a reader looks first: the price, else halfway between the best orders. */
function middleOf({ orders, reference }: Auction, { tick }: AuctionResult): number {
  if (tick !== undefined) return tick;
  const limits = (side: AuctionSide): number[] =>
    orders.flatMap((order) => (order.side === side ? (order.tick ?? []) : []));
  const bid = limits("buy").reduce<number | undefined>((n, t) => Math.max(n ?? t, t), undefined);
  const ask = limits("sell").reduce<number | undefined>((n, t) => Math.min(n ?? t, t), undefined);
  if (bid !== undefined && ask !== undefined) return bid + Math.floor((ask - bid) / 2);
  return bid ?? ask ?? reference ?? 0;
}

const TRIMMED = 20;

/** Of falling ticks, up to `most` at even ranks, among them the first that is not above `middle`. */
function sample(ticks: readonly number[], middle: number, most: number): number[] {
  const at = ticks.findIndex((tick) => tick <= middle);
  const centre = at < 0 ? ticks.length - 1 : at;
  const margin = Math.floor(ticks.length / TRIMMED);
  const from = Math.min(margin, centre);
  const to = Math.max(ticks.length - margin, centre + 1);
  const stride = Math.ceil((to - from) / most);
  return ticks.filter((_, n) => n >= from && n < to && (n - centre) % stride === 0);
}

/** What a side wants at each of falling ticks. */
function cumulated({ orders }: Auction, side: AuctionSide, ticks: readonly number[]): number[] {
  const betterFirst = side === "buy" ? ticks : ticks.toReversed();
  const queue = orders
    .filter((order) => order.side === side)
    .map(({ tick, quantity }) => ({ tick, quantity }))
    .sort((a, b) => rank(side, a.tick) - rank(side, b.tick));
  let next = 0;
  let sum = 0;
  const sums = betterFirst.map((tick) => {
    for (let order = queue[next]; order !== undefined; order = queue[++next]) {
      if (rank(side, order.tick) > rank(side, tick)) break;
      sum += order.quantity;
    }
    return sum;
  });
  return side === "buy" ? sums : sums.reverse();
}

/** Rising from the better to the worse; market orders come before all limits. */
function rank(side: AuctionSide, tick: number | undefined): number {
  if (tick === undefined) return Number.MIN_SAFE_INTEGER;
  return side === "buy" ? -tick : tick;
}
