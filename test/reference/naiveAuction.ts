import { demandAt, lesser, type NaiveQuote, supplyAt } from "./naiveClearing.ts";

/** A call auction from its definition: try each candidate, keep the best. Slow on purpose. */

export interface NaiveAuctionOrder {
  readonly side: "buy" | "sell";
  /** undefined: no limit. */
  readonly tick: number | undefined;
  readonly lots: bigint;
}

const ABOVE_ALL = 2 ** 40;

/** The price, or undefined if nothing trades at any candidate. */
export function naiveAuctionPrice(
  orders: readonly NaiveAuctionOrder[],
  reference: number | undefined,
): number | undefined {
  const bids = quotes(orders, "buy", ABOVE_ALL);
  const asks = quotes(orders, "sell", 0);
  const tried = candidates(orders, reference).map((price) => {
    const demand = demandAt(bids, price);
    const supply = supplyAt(asks, price);
    return { price, volume: lesser(demand, supply), surplus: demand - supply };
  });
  const busy = tried.filter((c) => c.volume > 0n);
  if (busy.length === 0) return undefined;
  const most = -busy.map((c) => -c.volume).reduce(lesser);
  const busiest = tried.filter((c) => c.volume === most);
  const size = (n: bigint): bigint => (n < 0n ? -n : n);
  const least = busiest.map((c) => size(c.surplus)).reduce(lesser);
  const tied = busiest.filter((c) => size(c.surplus) === least);
  const prices = (of: typeof tied): number[] => of.map((c) => c.price);
  const buying = prices(tied.filter((c) => c.surplus > 0n));
  const selling = prices(tied.filter((c) => c.surplus < 0n));
  if (buying.length > 0 && selling.length > 0) {
    const [high, low] = [Math.max(...buying), Math.min(...selling)];
    if (reference === undefined) return Math.floor((high + low) / 2);
    return reference <= high ? high : low;
  }
  if (buying.length > 0) return Math.max(...buying);
  if (selling.length > 0) return Math.min(...selling);
  const [from, to] = [Math.min(...prices(tied)), Math.max(...prices(tied))];
  if (reference === undefined) return Math.floor((from + to) / 2);
  return Math.min(Math.max(reference, from), to);
}

function quotes(
  orders: readonly NaiveAuctionOrder[],
  side: "buy" | "sell",
  market: number,
): NaiveQuote[] {
  return orders
    .filter((order) => order.side === side)
    .map(({ tick, lots }) => ({ tick: tick ?? market, lots }));
}

/** All ticks between the limits; with a market order, the limits and the reference alone. */
function candidates(orders: readonly NaiveAuctionOrder[], reference: number | undefined): number[] {
  const limits = orders.flatMap(({ tick }) => tick ?? []);
  if (orders.some(({ tick }) => tick === undefined)) {
    return reference === undefined ? limits : [...limits, reference];
  }
  if (limits.length === 0) return [];
  const low = Math.min(...limits);
  return Array.from({ length: Math.max(...limits) - low + 1 }, (_, n) => low + n);
}
