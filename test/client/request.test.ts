import { describe, expect, test } from "vitest";
import {
  BadRequest,
  formatOrderId,
  lockOf,
  NotAMultiple,
  NotListed,
  parseOrderId,
} from "../../client/index.ts";
import type { Listing } from "../../client/l1/listing.ts";
import {
  amountRequest,
  type OperationRequest,
  type OrderRequest,
  operationAt,
  placeRequest,
} from "../../client/orders/request.ts";

const zero = `0x${"00".repeat(20)}`;
const listing: Listing = {
  assets: [
    { asset: 0, symbol: "ETH", decimals: 18, token: zero, scale: "1000000000" },
    { asset: 1, symbol: "DUSD", decimals: 6, token: `0x${"11".repeat(20)}`, scale: "1" },
  ],
  markets: [
    {
      market: 0,
      symbol: "ETH/DUSD",
      base: 0,
      quote: 1,
      tickSize: "0.01",
      lotSize: "0.001",
      minLots: 10,
      baseUnit: 1_000_000,
      quoteUnit: 10,
      feeBps: 5,
      bandBps: 1_000,
      referenceTick: 10_000,
      lastTick: 10_000,
    },
  ],
};
const order = { market: "eth/dusd", side: "buy", price: "101.25", quantity: "0.5" } as const;

describe("an order", () => {
  test("is the same by decimals and by numbers", () => {
    const place = { kind: "place", market: 0, side: 0, tick: 10_125, lots: 500 };
    expect(placeRequest(listing, order)).toMatchObject(place);
    const numbers = { market: 0, side: "buy", tick: 10_125, lots: 500 } as const;
    expect(placeRequest(listing, numbers)).toMatchObject(place);
  });

  const refused: readonly (readonly [string, OrderRequest, new (...args: never[]) => Error])[] = [
    ["no market", { ...order, market: 1 }, NotListed],
    ["no such symbol", { ...order, market: "ETH" }, NotListed],
    ["a price between ticks", { ...order, price: "101.255" }, NotAMultiple],
    ["a quantity between lots", { ...order, quantity: "0.0005" }, NotAMultiple],
    ["too few lots", { ...order, quantity: "0.009" }, BadRequest],
    ["no tick", { market: 0, side: "buy", tick: 0, lots: 10 }, BadRequest],
    ["half a lot", { market: 0, side: "buy", tick: 1, lots: 10.5 }, BadRequest],
    ["more lots than there are", { market: 0, side: "buy", tick: 1, lots: 2 ** 32 }, BadRequest],
    [
      "more money than there is",
      { market: 0, side: "sell", tick: 1_048_575, lots: 2 ** 32 - 1 },
      BadRequest,
    ],
  ];
  test.each(refused)("is refused for %s", (_what, given, error) => {
    expect(() => placeRequest(listing, given)).toThrow(error);
  });

  test("locks its notional and fee, or its base", () => {
    const [market] = listing.markets;
    expect(market && lockOf(market, "buy", 10_125, 500)).toBe(50_625_000 + 25_313);
    expect(market && lockOf(market, "sell", 10_125, 500)).toBe(500_000_000);
  });
});

describe("an order's life", () => {
  const place = { kind: "place", market: 0, side: 0, tick: 1, lots: 1 } as const;
  const lives: readonly (readonly [OperationRequest, number])[] = [
    [place, 0],
    [{ ...place, timeInForce: "gtc" }, 0],
    [{ ...place, timeInForce: "ioc" }, 100],
    [{ ...place, timeInForce: { slots: 1 } }, 100],
    [{ ...place, timeInForce: { slots: 2 ** 20 } }, 100 + 2 ** 20 - 1],
    [{ ...place, expiry: 0 }, 0],
    [{ ...place, expiry: 100 }, 100],
    [{ ...place, expiry: 100 + 2 ** 20 - 1 }, 100 + 2 ** 20 - 1],
  ];
  test.each(lives)("%j ends in slot %i when slot 100 takes it", (request, expiry) => {
    expect(operationAt(request, 100)).toEqual({ ...place, expiry });
  });

  const never: readonly OperationRequest[] = [
    { ...place, timeInForce: { slots: 0 } },
    { ...place, timeInForce: { slots: 1.5 } },
    { ...place, timeInForce: { slots: 2 ** 20 + 1 } },
    { ...place, expiry: 99 },
    { ...place, expiry: 100 + 2 ** 20 },
  ];
  test.each(never)("is none: %j", (request) => {
    expect(() => operationAt(request, 100)).toThrow(BadRequest);
  });

  test("other operations are as they are", () => {
    const withdraw = { kind: "withdraw", asset: 1, amount: 5 } as const;
    expect(operationAt(withdraw, 100)).toBe(withdraw);
  });
});

describe("an amount", () => {
  test("is units or a decimal", () => {
    expect(amountRequest(listing, "dusd", { quantity: "1.5" })).toEqual({
      asset: 1,
      amount: 1_500_000,
    });
    expect(amountRequest(listing, 0, { amount: 7n })).toEqual({ asset: 0, amount: 7 });
  });

  test.each([0, -1, 1.5, 2n ** 53n])("is refused as %s units", (amount) => {
    expect(() => amountRequest(listing, 0, { amount })).toThrow(BadRequest);
  });
});

describe("an order's id", () => {
  test.each(["0-buy-10125-7", "63-sell-1048575-9007199254740991", "0-sell-1-0"])(
    "%s tells where it lies",
    (id) => {
      expect(formatOrderId(parseOrderId(id))).toBe(id);
    },
  );

  test.each([
    "",
    "0-buy-10125",
    "0-bid-1-0",
    "00-buy-1-0",
    "0-buy-01-0",
    "0-buy-1048576-0",
    "0-buy-1-9007199254740993",
    "0-buy-1--1",
    "0-buy-1-0 ",
  ])("%j is none", (id) => {
    expect(() => parseOrderId(id)).toThrow(NotListed);
  });
});
