import type { z } from "zod";
import { keyFrom } from "#protocol/bitmap";
import { equalBytes } from "#protocol/bytes";
import { bandAround, clearLevels } from "#protocol/clearing";
import { SIDE, type Side, TICK_LIMIT } from "#protocol/constants";
import { levelKey, sideBitmap } from "#protocol/layout";
import { type Level, readLast, readLevel, readOrder } from "#protocol/leaves";
import type { StatePort } from "#protocol/state";
import type { Exchange } from "../exchange.ts";
import type { Book } from "../schema/markets.ts";

export type BookModel = z.output<typeof Book>;
type LevelModel = BookModel["bids"][number];

/** Levels of a side that are read; a request asks for as many at most. */
export const MOST_LEVELS = 500;
/** Places of one level's queue, and of all levels of a side, that are looked at to count live orders. */
const MOST_PLACES = 1_024;
const MOST_PLACES_OF_SIDE = 2_048;

/**
 * Books of the resting orders, made once for each executed slot, because nothing else changes them. What the best 500 levels of each side
 * would clear at is what all would, unless more than these cross.
 */
export class Books {
  readonly #exchange: Exchange;
  readonly #made = new Map<number, { readonly root: Uint8Array; readonly book: BookModel }>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** A market's book; undefined where there is no such market. */
  of(market: number): BookModel | undefined {
    const { deployment, executor, roots } = this.#exchange;
    const params = deployment.markets[market];
    if (params === undefined) return undefined;
    const { slot, root } = executor;
    const known = this.#made.get(market);
    if (known?.book.slot === slot && equalBytes(known.root, root)) return known.book;
    const book = bookOf(roots.executed, market, params.bandBps, slot);
    this.#made.set(market, { root, book });
    return book;
  }
}

/** The same book with so many levels of each side at most. */
export function withLevels(book: BookModel, levels: number): BookModel {
  const { bids, asks } = book;
  if (bids.length <= levels && asks.length <= levels) return book;
  return { ...book, bids: bids.slice(0, levels), asks: asks.slice(0, levels), truncated: true };
}

export function bookOf(state: StatePort, market: number, bandBps: number, slot: number): BookModel {
  const bids = sideOf(state, market, SIDE.buy);
  const asks = sideOf(state, market, SIDE.sell);
  const lastTick = readLast(state, market);
  const { tick, volume } = clearLevels(
    bids.levels,
    asks.levels,
    lastTick,
    bandAround(lastTick, bandBps),
  );
  const demand = lotsOf(bids.levels.filter((level) => level.tick >= tick));
  const supply = lotsOf(asks.levels.filter((level) => level.tick <= tick));
  return {
    market,
    slot,
    lastTick,
    bids: bids.levels,
    asks: asks.levels,
    truncated: bids.more || asks.more,
    indicative: { tick, volume, surplus: demand - supply },
  };
}

function sideOf(
  state: StatePort,
  market: number,
  side: Side,
): { readonly levels: LevelModel[]; readonly more: boolean } {
  const root = sideBitmap(market, side);
  const levels: LevelModel[] = [];
  let places = MOST_PLACES_OF_SIDE;
  let key = keyFrom(state, root, 0);
  while (key !== undefined && levels.length < MOST_LEVELS) {
    const level = readLevel(state, market, side, key);
    const length = level.tail - level.head;
    const countable = length <= Math.min(MOST_PLACES, places);
    if (countable) places -= length;
    const orders = countable ? liveOrders(state, market, side, key, level) : null;
    levels.push({ tick: levelKey(side, key), lots: level.total, orders });
    key = key + 1 < TICK_LIMIT ? keyFrom(state, root, key + 1) : undefined;
  }
  return { levels, more: key !== undefined };
}

function liveOrders(
  state: StatePort,
  market: number,
  side: Side,
  key: number,
  { head, tail }: Level,
): number {
  let live = 0;
  for (let position = head; position < tail; position++) {
    if (readOrder(state, market, side, key, position) !== undefined) live++;
  }
  return live;
}

const lotsOf = (levels: readonly LevelModel[]): number =>
  levels.reduce((sum, { lots }) => sum + lots, 0);
