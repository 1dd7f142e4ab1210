/**
 * The uniform-price rule straight from its definition: try every price, keep the best. Written from PROTOCOL.md §5,
 * "Clearing rule", alone; slow on purpose.
 */

export interface NaiveQuote {
  readonly tick: number;
  readonly lots: bigint;
}

export interface NaivePrice {
  readonly tick: number;
  /** Lots that trade at it. */
  readonly volume: bigint;
}

const HIGHEST_TICK = 2 ** 20 - 1;

/** Lowest and highest price of a batch: last ± max(1, floor(last·bandBps/10⁴)), kept among the ticks. */
export function naiveBand(last: number, bandBps: number): readonly [lo: number, hi: number] {
  const width = Math.max(1, Number((BigInt(last) * BigInt(bandBps)) / 10_000n));
  return [Math.max(1, last - width), Math.min(HIGHEST_TICK, last + width)];
}

const sum = (quotes: readonly NaiveQuote[]): bigint => quotes.reduce((n, q) => n + q.lots, 0n);

/** Lots that would buy at `price`. */
export function demandAt(bids: readonly NaiveQuote[], price: number): bigint {
  return sum(bids.filter((bid) => bid.tick >= price));
}

/** Lots that would sell at `price`. */
export function supplyAt(asks: readonly NaiveQuote[], price: number): bigint {
  return sum(asks.filter((ask) => ask.tick <= price));
}

/** Lots that trade at `price`, whatever the rule says of that price. */
export function volumeAt(
  bids: readonly NaiveQuote[],
  asks: readonly NaiveQuote[],
  price: number,
): bigint {
  const demand = demandAt(bids, price);
  const supply = supplyAt(asks, price);
  return lesser(demand, supply);
}

/** Price and volume of a batch. */
export function naiveClearing(
  bids: readonly NaiveQuote[],
  asks: readonly NaiveQuote[],
  last: number,
  bandBps: number,
): NaivePrice {
  const [lo, hi] = naiveBand(last, bandBps);
  const tick = clamp(unbanded(bids, asks, last), lo, hi);
  return { tick, volume: volumeAt(bids, asks, tick) };
}

interface Candidate {
  readonly price: number;
  readonly volume: bigint;
  /** Demand − supply. */
  readonly surplus: bigint;
}

/** The price before the band. */
function unbanded(bids: readonly NaiveQuote[], asks: readonly NaiveQuote[], last: number): number {
  let best: Candidate[] = [];
  for (const price of candidates([...bids, ...asks].map((quote) => quote.tick))) {
    const demand = demandAt(bids, price);
    const supply = supplyAt(asks, price);
    const volume = lesser(demand, supply);
    best = keepBest(best, { price, volume, surplus: demand - supply });
  }
  if (best[0] === undefined || best[0].volume === 0n) return last;
  return amongTied(best, last);
}

const SCANNED = 256;

/**
 * Prices to try, rising. Below the lowest and above the highest order nothing trades, so that no other price than those
 * between can have the greatest volume unless it is 0. All of those are tried, but where they are too many only the ones
 * at and next to an order: between two orders neither demand nor supply changes, so each run of equally good prices
 * begins and ends there.
 */
function candidates(ticks: readonly number[]): number[] {
  if (ticks.length === 0) return [];
  const [low, high] = [Math.min(...ticks), Math.max(...ticks)];
  if (high - low < SCANNED) return Array.from({ length: high - low + 1 }, (_, n) => low + n);
  const near = new Set(ticks.flatMap((tick) => [tick - 1, tick, tick + 1]));
  return [...near].filter((price) => price >= low && price <= high).sort((a, b) => a - b);
}

/** Greatest volume, then least |surplus|; equals are kept, in rising order of price. */
function keepBest(best: Candidate[], next: Candidate): Candidate[] {
  const champion = best[0];
  if (champion === undefined || next.volume > champion.volume) return [next];
  if (next.volume < champion.volume) return best;
  const now = magnitude(champion.surplus);
  const then = magnitude(next.surplus);
  if (then < now) return [next];
  return then === now ? [...best, next] : best;
}

function amongTied(tied: readonly Candidate[], last: number): number {
  const even = tied.filter((c) => c.surplus === 0n).map((c) => c.price);
  if (even.length > 0) return clamp(last, Math.min(...even), Math.max(...even));
  const buying = tied.filter((c) => c.surplus > 0n).map((c) => c.price);
  const selling = tied.filter((c) => c.surplus < 0n).map((c) => c.price);
  const highestBuying = Math.max(...buying);
  const lowestSelling = Math.min(...selling);
  if (selling.length === 0) return highestBuying;
  if (buying.length === 0) return lowestSelling;
  return last <= highestBuying ? highestBuying : lowestSelling;
}

/** Who is filled how much: better ticks first, then as listed (time priority), until `volume` is spent. */
export function naiveFills<Order extends NaiveQuote>(
  side: "buy" | "sell",
  orders: readonly Order[],
  volume: bigint,
): { readonly order: Order; readonly lots: bigint }[] {
  const betterFirst = (a: Order, b: Order): number =>
    side === "buy" ? b.tick - a.tick : a.tick - b.tick;
  const fills: { order: Order; lots: bigint }[] = [];
  let left = volume;
  for (const order of orders.toSorted(betterFirst)) {
    if (left === 0n) break;
    const lots = lesser(order.lots, left);
    fills.push({ order, lots });
    left -= lots;
  }
  return fills;
}

/** Math.min for integers of any size. */
export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);
const clamp = (n: number, lo: number, hi: number): number => Math.min(Math.max(n, lo), hi);
