import type { Auction, AuctionResult, AuctionSide } from "./auction.ts";

/** Demand and supply at the prices where one of them changes: what a chart draws. */

export interface CurvePoint {
  readonly tick: number;
  /** Quantity that would buy at this price, and that would sell. */
  readonly demand: number;
  readonly supply: number;
}

/**
 * The curves at up to `most` ticks, falling: the limits, the reference and the clearing price, those nearest to the
 * middle first. Empty if no order has a limit and there is no reference.
 */
export function curvesOf(auction: Auction, result: AuctionResult, most: number): CurvePoint[] {
  const marks = [auction.reference, result.tick, ...auction.orders.map(({ tick }) => tick)];
  const ticks = [...new Set(marks.filter((tick) => tick !== undefined))].sort((a, b) => b - a);
  const shown = nearest(ticks, middleOf(auction, result), most);
  const demand = cumulated(auction, "buy", shown);
  const supply = cumulated(auction, "sell", shown);
  return shown.map((tick, n) => ({ tick, demand: demand[n] ?? 0, supply: supply[n] ?? 0 }));
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

/** Of falling ticks, a run of up to `most` around `middle`. */
function nearest(ticks: readonly number[], middle: number, most: number): number[] {
  const at = ticks.findIndex((tick) => tick <= middle);
  const centre = at < 0 ? ticks.length : at;
  const start = Math.min(centre - Math.floor(most / 2), ticks.length - most);
  return ticks.slice(Math.max(0, start), Math.max(0, start) + most);
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
