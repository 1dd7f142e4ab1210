import { Names } from "../../../cli/trader/listing.ts";
import type { Asset, Fill, Market, Order } from "../../../client/types.ts";

/** ETH in gwei against DUSD in millionths: ticks of 0.01, lots of 0.001. */

export const ASSETS: readonly Asset[] = [
  { asset: 0, symbol: "ETH", decimals: 18, token: `0x${"00".repeat(20)}`, scale: "1000000000" },
  { asset: 1, symbol: "DUSD", decimals: 6, token: `0x${"11".repeat(20)}`, scale: "1" },
];

export const MARKETS: readonly Market[] = [
  {
    market: 0,
    symbol: "ETH/DUSD",
    base: 0,
    quote: 1,
    tickSize: "0.01",
    lotSize: "0.001",
    minLots: 1,
    baseUnit: 1_000_000,
    quoteUnit: 10,
    feeBps: 5,
    bandBps: 1_000,
    referenceTick: 10_000,
    lastTick: 10_000,
  },
];

export const names = (): Names => new Names({ assets: ASSETS, markets: MARKETS });

export const order = (change: Partial<Order> = {}): Order => ({
  id: "0-buy-10125-7",
  account: 3,
  market: 0,
  side: "buy",
  tick: 10_125,
  position: 7,
  lots: 500,
  left: 500,
  filled: 0,
  status: "open",
  slot: 12,
  expiry: 0,
  updated: 12,
  ...change,
});

export const fill = (change: Partial<Fill> = {}): Fill => ({
  id: 1,
  slot: 12,
  time: 1_800_000_000,
  market: 0,
  account: 3,
  order: "0-buy-10125-7",
  side: "buy",
  limit: 10_125,
  tick: 10_100,
  lots: 200,
  fee: 10_100,
  ...change,
});
