import { expect, test } from "vitest";
import { callAuction } from "../../../sequencer/auction/callAuction.ts";
import { curvesOf } from "../../../sequencer/auction/curves.ts";
import { readAuction } from "../../../sequencer/auction/readAuction.ts";

test("of many prices a few are shown, the clearing price among them and no stray one", () => {
  const order = (side: string, price: number) => ({ id: side + price, side, price, quantity: 1 });
  const orders = Array.from({ length: 100 }, (_, n) => order(n < 50 ? "sell" : "buy", n + 1));
  const text = JSON.stringify({ tickSize: 1, orders: [...orders, order("sell", 1_000_000)] });
  const auction = readAuction(text);
  const result = callAuction(auction);
  const { points, demandAbove, supplyBelow } = curvesOf(auction, result, 10);
  const ticks = points.map(({ tick }) => tick);
  expect(result).toMatchObject({ tick: 50, volume: 50, surplus: undefined });
  expect(ticks).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10]);
  expect(points[0]).toEqual({ tick: 90, demand: 11, supply: 50 });
  expect(points[8]).toEqual({ tick: 10, demand: 50, supply: 10 });
  expect([demandAbove, supplyBelow]).toEqual([10, 9]);
});
