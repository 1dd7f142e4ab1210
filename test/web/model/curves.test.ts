import { expect, test } from "vitest";
import {
  demandAt,
  demandCurve,
  supplyAt,
  supplyCurve,
  windowOf,
} from "../../../web/model/curves.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import { makeAuction } from "../fixtures/auctions.ts";

const bids = [
  { tick: 12, lots: 5 },
  { tick: 10, lots: 3 },
];
const asks = [
  { tick: 9, lots: 2 },
  { tick: 11, lots: 7 },
];

test("demand counts bids at the price or above, supply asks at the price or below", () => {
  expect([9, 10, 11, 12, 13].map((tick) => demandAt(bids, tick))).toEqual([8, 8, 5, 5, 0]);
  expect([8, 9, 10, 11, 12].map((tick) => supplyAt(asks, tick))).toEqual([0, 2, 2, 9, 9]);
});

test("curves are steps whose corners lie at the levels", () => {
  const window = { low: 8, high: 13, most: 9 };
  const text = (corners: readonly { tick: number; lots: number }[]) =>
    corners.map(({ tick, lots }) => `${tick}:${lots}`).join(" ");
  expect(text(demandCurve(bids, window))).toBe("8:8 10:8 10:5 12:5 12:0 13:0");
  expect(text(supplyCurve(asks, window))).toBe("8:0 9:0 9:2 11:2 11:9 13:9");
});

test("an empty book has flat curves and a window with room", () => {
  const empty = { slot: 1, market: 0, tick: 100, volume: 0, surplus: 0, lastTick: 100 };
  const rest = { band: { low: 95, high: 105 }, bids: [], asks: [], truncated: false };
  const window = windowOf({ ...empty, ...rest, rationed: null });
  expect(window.low).toBeLessThan(100);
  expect(window.high).toBeGreaterThan(100);
  expect(window.most).toBeGreaterThan(0);
  expect(demandCurve([], window).every(({ lots }) => lots === 0)).toBe(true);
});

test(`of random auctions the curves are monotone and meet at the volume (seed ${SEED})`, () => {
  const random = new Random(SEED, 61);
  let last = 10_000;
  for (let slot = 1; slot <= scaled(200); slot++) {
    const auction = makeAuction(random, slot, last);
    last = auction.tick;
    const window = windowOf(auction);
    const demand = demandCurve(auction.bids, window).map(({ lots }) => lots);
    const supply = supplyCurve(auction.asks, window).map(({ lots }) => lots);
    expect(demand).toEqual([...demand].sort((a, b) => b - a));
    expect(supply).toEqual([...supply].sort((a, b) => a - b));
    const meets = Math.min(demandAt(auction.bids, last), supplyAt(auction.asks, last));
    expect(meets).toBe(auction.volume);
    expect(window.low).toBeLessThan(last);
    expect(window.high).toBeGreaterThan(last);
    expect(window.most).toBeGreaterThanOrEqual(auction.volume);
  }
});
