import { describe, expect, test } from "vitest";
import { breaches } from "../../../../sequencer/matching/engine/invariants.ts";
import { NamedMarket } from "../../../../sequencer/matching/engine/namedMarket.ts";
import { MAX_NAME_BYTES } from "../../../../sequencer/matching/engine/names.ts";
import { NumberedMarket } from "../../../../sequencer/matching/engine/numberedMarket.ts";
import { PREVIOUS } from "../../../../sequencer/matching/engine/orderTable.ts";
import * as outcome from "../../../../sequencer/matching/engine/outcomes.ts";
import {
  BUY,
  MAX_UNITS,
  NOWHERE,
  SELL,
  type Side,
} from "../../../../sequencer/matching/engine/units.ts";

describe("an order is refused and changes nothing", () => {
  const rows: [string, [number, number, number, number, number], outcome.Outcome][] = [
    ["an id that is no integer", [0.5, 2, -1, 0, -1], outcome.BAD_ID],
    ["an id above 31 bits", [2 ** 31, 2, -1, 0, -1], outcome.BAD_ID],
    ["an id below", [-(2 ** 31) - 1, BUY, 1, 1, 0], outcome.BAD_ID],
    ["an unknown side", [7, 2, -1, 0, -1], outcome.BAD_SIDE],
    ["a negative price", [7, BUY, -1, 0, -1], outcome.BAD_PRICE],
    ["a price with a fraction", [7, BUY, 1.5, 1, 0], outcome.BAD_PRICE],
    ["a price above 2^53−1", [7, BUY, 2 ** 53, 1, 0], outcome.BAD_PRICE],
    ["a price that is no number", [7, BUY, Number.NaN, 1, 0], outcome.BAD_PRICE],
    ["a quantity of 0", [7, SELL, 1, 0, -1], outcome.BAD_QUANTITY],
    ["a quantity above 2^53−1", [7, SELL, 1, 2 ** 53, 0], outcome.BAD_QUANTITY],
    ["a negative owner", [7, SELL, 1, 1, -1], outcome.BAD_OWNER],
    ["an owner above 32 bits", [7, SELL, 1, 1, 2 ** 32], outcome.BAD_OWNER],
    ["a live id", [1, SELL, 10, 1, 0], outcome.DUPLICATE],
  ];

  test.each(rows)("%s", (_, [id, side, price, quantity, owner], expected) => {
    const market = new NumberedMarket();
    market.place(1, BUY, 10, 5);
    expect(market.place(id, side as Side, price, quantity, owner)).toBe(expected);
    expect(outcome.isRefusal(expected)).toBe(true);
    expect([...market.walk(BUY)]).toEqual([{ id: 1, price: 10, quantity: 5, owner: 0 }]);
    expect(market.size).toBe(1);
  });

  test("a name that is empty or too long", () => {
    const market = new NamedMarket();
    const longest = "a".repeat(MAX_NAME_BYTES);
    expect(market.place("", BUY, 1, 1)).toBe(outcome.BAD_ID);
    expect(market.place(`${longest}a`, BUY, 1, 1)).toBe(outcome.BAD_ID);
    expect(market.place(`${longest.slice(1)}é`, BUY, 1, 1)).toBe(outcome.BAD_ID);
    expect(market.cancel("")).toBe(outcome.BAD_ID);
    expect(market.place(longest, BUY, 1, 1)).toBe(outcome.RESTS);
    expect(market.cancel(longest)).toBe(outcome.CANCELLED);
  });

  test("a cancel of an id that cannot be, or is not there", () => {
    const market = new NumberedMarket();
    expect(market.cancel(2 ** 31)).toBe(outcome.BAD_ID);
    expect(market.cancel(1)).toBe(outcome.UNKNOWN);
  });
});

describe("edges", () => {
  test("price 0 is a price", () => {
    const market = new NumberedMarket();
    expect(market.place(1, BUY, 0, 5)).toBe(outcome.RESTS);
    expect(market.best(BUY)).toBe(0);
    expect(market.place(2, SELL, 0, 3)).toBe(outcome.GONE);
    expect(market.trades.price(0)).toBe(0);
    expect(market.place(3, SELL, 0, 3)).toBe(outcome.RESTS);
    expect(market.best(SELL)).toBe(0);
    expect(market.best(BUY)).toBe(-1);
  });

  test("the largest price and quantity are exact", () => {
    const market = new NumberedMarket();
    market.place(1, SELL, MAX_UNITS, MAX_UNITS);
    market.place(2, SELL, MAX_UNITS - 1, 1);
    expect(market.place(3, BUY, MAX_UNITS, MAX_UNITS)).toBe(outcome.GONE);
    expect(market.trades.length).toBe(2);
    expect(market.trades.price(0)).toBe(MAX_UNITS - 1);
    expect(market.trades.quantity(1)).toBe(MAX_UNITS - 1);
    expect([...market.walk(SELL)]).toEqual([{ id: 1, price: MAX_UNITS, quantity: 1, owner: 0 }]);
  });

  test("an id is free again once its order is filled or cancelled", () => {
    const market = new NamedMarket();
    market.place("a", BUY, 5, 1);
    expect(market.place("b", SELL, 5, 2)).toBe(outcome.RESTS);
    expect(market.names.text(market.trades.maker(0))).toBe("a");
    expect(market.place("a", SELL, 6, 1)).toBe(outcome.RESTS);
    expect(market.cancel("b")).toBe(outcome.CANCELLED);
    expect(market.place("b", SELL, 7, 1)).toBe(outcome.RESTS);
    expect([...market.walk(SELL)].map(({ id }) => id)).toEqual(["a", "b"]);
    expect(breaches(market.engine)).toEqual([]);
  });

  test("cancelled levels far apart leave nothing behind", () => {
    const market = new NumberedMarket();
    for (let n = 0; n < 50_000; n++) {
      market.place(n, n % 2 === 0 ? BUY : SELL, n % 2 === 0 ? n : MAX_UNITS - 1_000_003 * n, 1);
      if (n >= 100) market.cancel(n - 100);
    }
    expect(market.size).toBe(100);
    expect(market.engine.ladder.heap(BUY).size).toBeLessThan(200);
    expect(market.engine.ladder.heap(SELL).size).toBeLessThan(200);
    expect(breaches(market.engine)).toEqual([]);
  });

  test("a queue of any length is first in, first out", () => {
    const market = new NumberedMarket();
    const orders = 100_000;
    for (let id = 0; id < orders; id++) market.place(id, SELL, 7, 1);
    expect(market.place(-1, BUY, 7, orders)).toBe(outcome.GONE);
    expect(market.trades.length).toBe(orders);
    for (let at = 0; at < orders; at++) if (market.trades.maker(at) !== at) expect(at).toBe(-1);
    expect(market.size).toBe(0);
  });
});

test("the self-trade policy tells what it took from the new order", () => {
  const market = new NumberedMarket({ selfTrade: "cancel-newest" });
  market.place(1, SELL, 5, 1, 8);
  market.place(2, SELL, 5, 1, 9);
  expect(market.place(3, BUY, 5, 4, 9)).toBe(outcome.GONE);
  expect(market.trades.length).toBe(1);
  expect(market.engine.dropped).toBe(3);
  expect([...market.walk(SELL)]).toEqual([{ id: 2, price: 5, quantity: 1, owner: 9 }]);
});

test("the search for breaches finds them", () => {
  const market = new NumberedMarket();
  for (let id = 1; id <= 10; id++) market.place(id, BUY, 5 + (id % 2), 1);
  const { orders, ladder } = market.engine;
  orders.quantities[orders.find(3)] = 0;
  orders.words[(orders.find(4) << 2) | PREVIOUS] = NOWHERE;
  ladder.heap(BUY).stale++;
  expect(breaches(market.engine)).toEqual([
    "level 6 of side 0 has an empty order",
    "level 5 of side 0 has a wrong link back",
    "0 levels are empty, 1 counted",
  ]);
});
