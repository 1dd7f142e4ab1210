import { bandAround, clearingHolds, clearLevels, type Depth, type Rest } from "#protocol/clearing";
import { TICK_LIMIT } from "#protocol/constants";
import type { Case, Vectors } from "./source.ts";

/** Books written out by level, the clearing of each, and what the fills leave for Close to judge. */

interface Book {
  readonly name: string;
  readonly last: number;
  readonly bandBps: number;
  /** tick, lots, tick, lots … best first. */
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

const WIDE = 10_000;
const top = TICK_LIMIT - 1;

const books: readonly Book[] = [
  { name: "empty book keeps the last price", last: 100, bandBps: WIDE, bids: [], asks: [] },
  { name: "no cross keeps the last price", last: 100, bandBps: WIDE, bids: [90, 5], asks: [95, 5] },
  {
    name: "no cross far away keeps it too",
    last: 100,
    bandBps: 100,
    bids: [500, 5],
    asks: [501, 5],
  },
  { name: "one tick", last: 100, bandBps: WIDE, bids: [100, 5], asks: [100, 5] },
  { name: "no surplus, last inside", last: 100, bandBps: WIDE, bids: [105, 5], asks: [95, 5] },
  { name: "no surplus, last below", last: 90, bandBps: WIDE, bids: [105, 5], asks: [95, 5] },
  { name: "no surplus, last above", last: 120, bandBps: WIDE, bids: [105, 5], asks: [95, 5] },
  {
    name: "buy surplus takes the highest price",
    last: 100,
    bandBps: WIDE,
    bids: [105, 9],
    asks: [95, 5],
  },
  {
    name: "sell surplus takes the lowest price",
    last: 100,
    bandBps: WIDE,
    bids: [105, 5],
    asks: [95, 9],
  },
  {
    name: "volume before surplus",
    last: 100,
    bandBps: WIDE,
    bids: [105, 4, 100, 6],
    asks: [95, 4, 100, 6],
  },
  {
    name: "least surplus among equal volumes",
    last: 100,
    bandBps: WIDE,
    bids: [105, 5, 100, 3],
    asks: [95, 5],
  },
  {
    name: "surplus turns at one tick, buy side smaller",
    last: 100,
    bandBps: WIDE,
    bids: [103, 10, 100, 1],
    asks: [98, 10, 101, 5],
  },
  {
    name: "surplus turns at one tick, sell side smaller",
    last: 100,
    bandBps: WIDE,
    bids: [103, 10, 100, 5],
    asks: [98, 10, 101, 1],
  },
  {
    name: "equal surplus, last at the lower",
    last: 100,
    bandBps: WIDE,
    bids: [103, 10, 100, 2],
    asks: [98, 10, 101, 2],
  },
  {
    name: "equal surplus, last at the higher",
    last: 101,
    bandBps: WIDE,
    bids: [103, 10, 100, 2],
    asks: [98, 10, 101, 2],
  },
  {
    name: "band holds the price down",
    last: 100,
    bandBps: 100,
    bids: [200, 5],
    asks: [100, 2, 150, 5],
  },
  {
    name: "band holds the price up",
    last: 100,
    bandBps: 100,
    bids: [100, 2, 50, 5],
    asks: [20, 5],
  },
  { name: "band leaves nothing to trade", last: 100, bandBps: 100, bids: [200, 5], asks: [150, 5] },
  { name: "band of at least one tick", last: 5, bandBps: 1, bids: [9, 5], asks: [6, 5] },
  { name: "lowest tick", last: 1, bandBps: WIDE, bids: [1, 5], asks: [1, 7] },
  { name: "highest tick", last: top, bandBps: WIDE, bids: [top, 5], asks: [top, 3] },
];

export function clearings(): Vectors {
  return { books: books.map(solved), judged: books.flatMap(judged) };
}

function solved(book: Book): Case {
  const band = bandAround(book.last, book.bandBps);
  const { tick, volume } = clearLevels(levels(book.bids), levels(book.asks), book.last, band);
  return { ...book, low: band.low, high: band.high, tick, volume };
}

/** The right pair and those beside it, each with what it would leave of the book. */
function judged(book: Book): Case[] {
  const right = clearLevels(
    levels(book.bids),
    levels(book.asks),
    book.last,
    bandAround(book.last, book.bandBps),
  );
  const ticks = new Set(
    [right.tick - 1, right.tick, right.tick + 1, book.last].filter((t) => t >= 1 && t <= top),
  );
  const volumes = new Set([right.volume - 1, right.volume, right.volume + 1].filter((v) => v >= 0));
  return [...ticks].flatMap((tick) =>
    [...volumes].flatMap((volume) => {
      const rest = restAfter(levels(book.bids), levels(book.asks), tick, volume);
      if (rest === undefined) return [];
      const holds = clearingHolds(tick, volume, book.last, book.bandBps, rest);
      return [{ last: book.last, bandBps: book.bandBps, tick, volume, ...rest, holds }];
    }),
  );
}

/** Undefined where the volume cannot be filled within the price. */
function restAfter(
  bids: readonly Depth[],
  asks: readonly Depth[],
  tick: number,
  volume: number,
): Rest | undefined {
  const bid = taken(
    bids.map((level) => ({ ...level, within: level.tick >= tick })),
    volume,
  );
  const ask = taken(
    asks.map((level) => ({ ...level, within: level.tick <= tick })),
    volume,
  );
  if (bid === undefined || ask === undefined) return undefined;
  return {
    bid: bid.best?.tick ?? 0,
    ask: ask.best?.tick ?? TICK_LIMIT,
    bidTotal: bid.best?.lots ?? 0,
    askTotal: ask.best?.lots ?? 0,
    lastBid: bid.last ?? TICK_LIMIT,
    lastAsk: ask.last ?? 0,
  };
}

function taken(
  side: readonly (Depth & { readonly within: boolean })[],
  volume: number,
): { best: Depth | undefined; last: number | undefined } | undefined {
  let left = volume;
  let last: number | undefined;
  for (const level of side) {
    if (left === 0) return { best: level, last };
    if (!level.within) return undefined;
    const lots = Math.min(left, level.lots);
    left -= lots;
    last = level.tick;
    if (lots < level.lots) return { best: { tick: level.tick, lots: level.lots - lots }, last };
  }
  return left === 0 ? { best: undefined, last } : undefined;
}

function levels(flat: readonly number[]): Depth[] {
  return Array.from({ length: flat.length / 2 }, (_, n) => ({
    tick: flat[2 * n] ?? 0,
    lots: flat[2 * n + 1] ?? 0,
  }));
}
