import { z } from "zod";
import * as s from "./scalars.ts";

/** What is traded, and at what price it would be. */

export const Asset = z.object({
  asset: s.asset,
  symbol: z.string().describe("As the operator names it."),
  decimals: z.int().min(0).max(36).describe("Decimals of the token: 10^decimals wei are one."),
  token: s.address.describe("The token on L1; zero for ETH."),
  scale: s.wei.describe("Token wei of one unit."),
});

export const Market = z.object({
  market: s.market,
  symbol: z.string().describe("BASE/QUOTE."),
  base: s.asset,
  quote: s.asset,
  tickSize: s.decimal.describe("Price of one tick: quote for one base."),
  lotSize: s.decimal.describe("Base in one lot."),
  minLots: s.lots.describe("Least size of an order, in lots."),
  baseUnit: s.amount.describe("Units of base in one lot."),
  quoteUnit: s.amount.describe("Units of quote that one lot costs at tick 1."),
  feeBps: z.int().min(0).max(1_000).describe("Fee of each side, in hundredths of a percent."),
  bandBps: z.int().min(0).max(10_000).describe("Most that a batch moves the price, likewise."),
  referenceTick: s.tick.describe("Listed at."),
  lastTick: s.tick.describe("Last clearing price."),
});

export const Level = z.object({
  tick: s.tick,
  lots: s.lots,
  orders: s.count
    .nullable()
    .describe("Live orders at this price; null where its queue is too long to count."),
});

export const Indicative = z
  .object({ tick: s.tick, volume: s.lots, surplus: s.signedLots })
  .describe("What the resting orders alone would clear at; most of the time they do not cross.");

export const Book = z.object({
  market: s.market,
  slot: s.slot.describe("Last executed slot: the book stands as it left it."),
  lastTick: s.tick,
  bids: z.array(Level).describe("Best first."),
  asks: z.array(Level).describe("Best first."),
  truncated: z.boolean().describe("There are more levels than were asked for."),
  indicative: Indicative,
});

export const Trade = z
  .object({
    id: s.count.describe("Rises with time."),
    slot: s.slot,
    time: s.seconds.describe("When the batch closed."),
    market: s.market,
    tick: s.tick.describe("The one price of all fills."),
    lots: s.lots.describe("Lots bought, which is lots sold."),
    fills: s.count.describe("Orders filled, wholly or in part, on both sides."),
    surplus: s.signedLots.describe("Lots left at this price or better: bid above zero."),
  })
  .describe("What one batch traded in one market.");

export const Candle = z.object({
  time: s.seconds.describe("Begin of the interval."),
  open: s.tick,
  high: s.tick,
  low: s.tick,
  close: s.tick,
  lots: s.lots,
  trades: s.count,
});

export const Fill = z.object({
  id: s.count.describe("Rises with time."),
  slot: s.slot,
  time: s.seconds,
  market: s.market,
  account: s.account,
  order: s.orderId,
  side: s.side,
  limit: s.tick.describe("The order's limit."),
  tick: s.tick.describe("The clearing price."),
  lots: s.lots,
  fee: s.amount.describe("Units of quote."),
});
