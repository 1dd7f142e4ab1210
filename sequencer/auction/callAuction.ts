import {
  clamp,
  crossingSegments,
  type Segment,
  segmentsBetween,
  tiedInterval,
} from "#protocol/clearing";
import type { Auction, AuctionFill, AuctionOrder, AuctionResult, AuctionSide } from "./auction.ts";

/** An order at its place in the priority of its side. */
interface Queued {
  readonly id: string;
  readonly tick: number;
  readonly lots: number;
}

/** Better than any limit, so that market orders come first. */
const MARKET_TICK = { buy: Number.MAX_SAFE_INTEGER, sell: 0 } as const;

/**
 * Clears an auction by the rule of PROTOCOL.md §5, without its band: greatest volume, then least surplus, then the side
 * with the surplus moves the price, then the reference price. Candidates are all ticks; if there is a market order, only
 * the limits present and the reference. Without a reference, the midpoint of what is left, rounded down to a tick. Fills
 * go to market orders, then to better limits, then to orders listed earlier.
 */
export function callAuction(auction: Auction): AuctionResult {
  const bids = queueOf(auction, "buy");
  const asks = queueOf(auction, "sell");
  const tied = tiedInterval(segmentsOf(auction, bids, asks));
  if (tied === undefined) return NOTHING;
  const { low, high } = tied;
  const tick = clamp(auction.reference ?? low + Math.floor((high - low) / 2), low, high);
  const demand = total(bids.filter((bid) => bid.tick >= tick));
  const supply = total(asks.filter((ask) => ask.tick <= tick));
  const volume = Math.min(demand, supply);
  const filled = new Map([...fillsOf(bids, volume), ...fillsOf(asks, volume)]);
  return { tick, volume, surplus: surplusOf(demand, supply), fills: asListed(auction, filled) };
}

const NOTHING: AuctionResult = { tick: undefined, volume: 0, surplus: undefined, fills: [] };

function queueOf({ orders }: Auction, side: AuctionSide): Queued[] {
  const queue = orders
    .filter((order) => order.side === side)
    .map(({ id, tick, quantity }) => ({ id, tick: tick ?? MARKET_TICK[side], lots: quantity }));
  // The sort is stable: orders of one price stay as listed.
  return queue.sort((a, b) => (side === "buy" ? b.tick - a.tick : a.tick - b.tick));
}

/** The candidates at which something trades. */
function segmentsOf(auction: Auction, bids: readonly Queued[], asks: readonly Queued[]): Segment[] {
  if (!auction.orders.some(isMarket)) return crossingSegments(bids, asks);
  const candidates = candidateTicks(auction);
  const low = candidates[0];
  const high = candidates.at(-1);
  if (low === undefined || high === undefined) return [];
  const segments = segmentsBetween(bids, asks, low, high).filter(({ volume }) => volume > 0);
  return narrowed(segments, candidates);
}

const isMarket = ({ tick }: AuctionOrder): boolean => tick === undefined;

/** The limits present and the reference, rising. */
function candidateTicks({ orders, reference }: Auction): number[] {
  const ticks = new Set(reference === undefined ? [] : [reference]);
  for (const { tick } of orders) if (tick !== undefined) ticks.add(tick);
  return [...ticks].sort((a, b) => a - b);
}

/** Segments cut down to their first and last candidate; both lists rise. */
function narrowed(segments: readonly Segment[], candidates: readonly number[]): Segment[] {
  const found: Segment[] = [];
  let next = 0;
  for (const segment of segments) {
    while ((candidates[next] ?? segment.from) < segment.from) next++;
    const first = next;
    while ((candidates[next] ?? Number.POSITIVE_INFINITY) <= segment.to) next++;
    const from = candidates[first];
    const to = candidates[next - 1];
    if (next > first && from !== undefined && to !== undefined)
      found.push({ ...segment, from, to });
  }
  return found;
}

const total = (queue: readonly Queued[]): number => queue.reduce((sum, { lots }) => sum + lots, 0);

function surplusOf(demand: number, supply: number): AuctionResult["surplus"] {
  if (demand === supply) return undefined;
  return demand > supply
    ? { side: "buy", quantity: demand - supply }
    : { side: "sell", quantity: supply - demand };
}

function fillsOf(queue: readonly Queued[], volume: number): [id: string, quantity: number][] {
  const fills: [string, number][] = [];
  let left = volume;
  for (const { id, lots } of queue) {
    if (left === 0) break;
    const quantity = Math.min(lots, left);
    fills.push([id, quantity]);
    left -= quantity;
  }
  return fills;
}

function asListed({ orders }: Auction, filled: ReadonlyMap<string, number>): AuctionFill[] {
  return orders.flatMap(({ id }) => {
    const quantity = filled.get(id);
    return quantity === undefined ? [] : [{ id, quantity }];
  });
}
