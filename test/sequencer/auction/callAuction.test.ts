import { describe, expect, test } from "vitest";
import type { Auction } from "../../../sequencer/auction/auction.ts";
import { callAuction } from "../../../sequencer/auction/callAuction.ts";
import { printAuction } from "../../../sequencer/auction/printAuction.ts";
import { readAuction } from "../../../sequencer/auction/readAuction.ts";
import { naiveAuctionPrice } from "../../reference/naiveAuction.ts";
import { naiveClearing, naiveFills } from "../../reference/naiveClearing.ts";
import { Random, SEED, scaled, scaledTimeout } from "../../reference/random.ts";

/** `b 10 @ 100` buys 10 at 100 at most; `s 5 @ market` sells 5 at any price. Ids are o1, o2 … */
function hold(orders: readonly string[], referencePrice: string | null, tickSize = "1"): unknown {
  const parsed = orders.map((order, n) => {
    const [side, quantity, , price] = order.split(" ");
    return { id: `o${n + 1}`, side: side === "b" ? "buy" : "sell", price, quantity };
  });
  const auction = readAuction(JSON.stringify({ tickSize, referencePrice, orders: parsed }));
  const { price, volume, surplus, fills } = JSON.parse(printAuction(auction, callAuction(auction)));
  const filled = fills.map((f: { id: string; quantity: string }) => `${f.id}:${f.quantity}`);
  return [price, volume, surplus && `${surplus.side} ${surplus.quantity}`, filled.join(" ")];
}

describe("worked by hand", () => {
  test.each([
    ["no orders", [], "5", [null, "0", null, ""]],
    ["no cross", ["b 1 @ 9", "s 1 @ 10"], "5", [null, "0", null, ""]],
    [
      "greatest volume",
      ["b 10 @ 12", "b 5 @ 10", "s 4 @ 9", "s 9 @ 10"],
      "20",
      ["10", "13", "buy 2", "o1:10 o2:3 o3:4 o4:9"],
    ],
    [
      "least surplus",
      ["b 10 @ 12", "b 3 @ 11", "s 10 @ 10"],
      "1",
      ["12", "10", null, "o1:10 o3:10"],
    ],
    ["surplus to buy: highest", ["b 10 @ 12", "s 4 @ 9"], "1", ["12", "4", "buy 6", "o1:4 o2:4"]],
    ["surplus to sell: lowest", ["b 4 @ 12", "s 10 @ 9"], "20", ["9", "4", "sell 6", "o1:4 o2:4"]],
    ["balanced: the reference", ["b 5 @ 12", "s 5 @ 8"], "9", ["9", "5", null, "o1:5 o2:5"]],
    [
      "balanced: the reference is too high",
      ["b 5 @ 12", "s 5 @ 8"],
      "99",
      ["12", "5", null, "o1:5 o2:5"],
    ],
    [
      "balanced: the reference is too low",
      ["b 5 @ 12", "s 5 @ 8"],
      "1",
      ["8", "5", null, "o1:5 o2:5"],
    ],
    [
      "balanced: no reference, midpoint",
      ["b 5 @ 12", "s 5 @ 8"],
      null,
      ["10", "5", null, "o1:5 o2:5"],
    ],
    ["midpoint rounded down", ["b 5 @ 11", "s 5 @ 8"], null, ["9", "5", null, "o1:5 o2:5"]],
    [
      "tied surpluses, reference below",
      ["b 5 @ 11", "b 5 @ 10", "s 5 @ 10", "s 5 @ 11"],
      "3",
      ["10", "5", "buy 5", "o1:5 o3:5"],
    ],
    [
      "tied surpluses, reference above",
      ["b 5 @ 11", "b 5 @ 10", "s 5 @ 10", "s 5 @ 11"],
      "30",
      ["11", "5", "sell 5", "o1:5 o3:5"],
    ],
    [
      "tied surpluses, no reference",
      ["b 5 @ 11", "b 5 @ 10", "s 5 @ 10", "s 5 @ 11"],
      null,
      ["10", "5", "buy 5", "o1:5 o3:5"],
    ],
    [
      "price before time",
      ["b 5 @ 10", "b 5 @ 11", "s 6 @ 9"],
      "1",
      ["10", "6", "buy 4", "o1:1 o2:5 o3:6"],
    ],
    [
      "time within a price",
      ["b 5 @ 10", "b 5 @ 10", "s 6 @ 10"],
      "1",
      ["10", "6", "buy 4", "o1:5 o2:1 o3:6"],
    ],
    [
      "market before limits",
      ["b 5 @ 10", "b 5 @ market", "s 6 @ 10"],
      "1",
      ["10", "6", "buy 4", "o1:1 o2:5 o3:6"],
    ],
    [
      "market orders alone trade at the reference",
      ["b 5 @ market", "s 3 @ market"],
      "7",
      ["7", "3", "buy 2", "o1:3 o2:3"],
    ],
    ["market orders on one side alone", ["b 5 @ market"], "7", [null, "0", null, ""]],
    [
      "with a market order no price between limits",
      ["b 5 @ 12", "s 4 @ 8", "s 1 @ market"],
      null,
      ["10", "5", null, "o1:5 o2:4 o3:1"],
    ],
    [
      "the reference is a candidate",
      ["b 5 @ 12", "s 4 @ 8", "s 1 @ market"],
      "11",
      ["11", "5", null, "o1:5 o2:4 o3:1"],
    ],
  ])("%s", (_, orders, reference, expected) => {
    expect(hold(orders, reference)).toEqual(expected);
  });

  test("prices and quantities are exact decimals, ticks beyond 2^20 included", () => {
    const orders = [
      "b 0.3 @ 67000.00000003",
      "s 0.1 @ 67000.00000001",
      "s 0.20000001 @ 67000.00000001",
    ];
    expect(hold(orders, null, "0.00000001")).toEqual([
      "67000.00000001",
      "0.3",
      "sell 0.00000001",
      "o1:0.3 o2:0.1 o3:0.2",
    ]);
    expect(hold(["b 9007199254740991 @ 9007199254740990", "s 1 @ 1"], "5")).toEqual([
      "9007199254740990",
      "1",
      "buy 9007199254740990",
      "o1:1 o2:1",
    ]);
    expect(hold(["b 1 @ 10.0", "s 1 @ 1e1"], "10", "0.25")).toEqual([
      "10.00",
      "1",
      null,
      "o1:1 o2:1",
    ]);
  });
});

/** Few prices and sizes, so that ties are common. */
function randomAuction(random: Random, marketPercent: number): Auction {
  const span = random.between(1, 12);
  const low = random.pick([1, 2, 20, 997, 2 ** 20 - 20]);
  const most = random.pick([1, 2, 4, 9]);
  const orders = Array.from({ length: random.between(0, 12) }, (_, n) => ({
    id: `${n}`,
    side: random.pick(["buy", "sell"] as const),
    tick: random.chance(marketPercent) ? undefined : low + random.below(span),
    quantity: random.between(1, most),
  }));
  const reference = random.chance(30) ? undefined : Math.max(1, low + random.between(-3, span + 3));
  return { tickSize: 1, pricePlaces: 0, quantityPlaces: 0, reference, orders };
}

/** Judges a result by what must hold of volume and fills at its price. */
function judge(auction: Auction): void {
  const naive = auction.orders.map((order) => ({ ...order, lots: BigInt(order.quantity) }));
  const result = callAuction(auction);
  const where = JSON.stringify(auction);
  expect(result.tick, where).toBe(naiveAuctionPrice(naive, auction.reference));
  if (result.tick === undefined) {
    expect(result, where).toEqual({ tick: undefined, volume: 0, surplus: undefined, fills: [] });
    return;
  }
  const price = result.tick;
  const bids = naive
    .filter((o) => o.side === "buy")
    .map((o) => ({ ...o, tick: o.tick ?? 2 ** 40 }));
  const asks = naive.filter((o) => o.side === "sell").map((o) => ({ ...o, tick: o.tick ?? 0 }));
  const sum = (of: readonly { lots: bigint }[]): bigint => of.reduce((n, o) => n + o.lots, 0n);
  const surplus = Number(
    sum(bids.filter((o) => o.tick >= price)) - sum(asks.filter((o) => o.tick <= price)),
  );
  expect(result.surplus, where).toEqual(
    surplus === 0 ? undefined : { side: surplus > 0 ? "buy" : "sell", quantity: Math.abs(surplus) },
  );
  const volume = BigInt(result.volume);
  const wanted = [...naiveFills("buy", bids, volume), ...naiveFills("sell", asks, volume)];
  const expected = wanted
    .map(({ order, lots }) => ({ id: order.id, quantity: Number(lots) }))
    .sort((a, b) => Number(a.id) - Number(b.id));
  expect(result.fills, where).toEqual(expected);
  const filled = (side: string): number =>
    result.fills.reduce(
      (n, f) => (auction.orders[Number(f.id)]?.side === side ? n + f.quantity : n),
      0,
    );
  expect([filled("buy"), filled("sell")], where).toEqual([result.volume, result.volume]);
  if (bids.some((o) => o.tick === 2 ** 40) || asks.some((o) => o.tick === 0)) return;
  if (auction.reference === undefined) return;
  const clearing = naiveClearing(bids, asks, auction.reference, 1_000_000_000);
  expect({ tick: result.tick, volume }, where).toEqual(clearing);
}

describe(`against the definition (WALRAS_SEED=${SEED})`, () => {
  const books = scaled(20_000);
  test.each([
    ["limits alone", 0, 1],
    ["with market orders", 20, 2],
  ])(
    `price, volume, surplus and fills of ${books} auctions: %s`,
    (_, marketPercent, stream) => {
      const random = new Random(SEED, stream);
      for (let n = 0; n < books; n++) judge(randomAuction(random, marketPercent));
    },
    scaledTimeout(60_000),
  );
});
