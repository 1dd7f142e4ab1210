import { describe, expect, test } from "vitest";
import { batchJson, batchLine, gasPerFill, SlotCosts } from "../../demo/batches.ts";
import { flowMarket } from "../../demo/flowMarket.ts";
import type { SlotFigures } from "../../sequencer/figures.ts";

const market = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
const naming = { market, base: "ETH", quote: "DUSD" };

const figures = (slot: number, changes: Partial<SlotFigures> = {}): SlotFigures => ({
  slot,
  envelopes: 3,
  skipped: 0,
  applied: 5,
  rejected: {},
  inbox: 0,
  expired: 0,
  markets: [{ market: 0, tick: 200_025, volume: 1_300, surplus: -100, fills: 4, fee: 9 }],
  steps: 10,
  chunks: 1,
  ...changes,
});

function landed(...slots: SlotFigures[]): SlotCosts {
  const costs = new SlotCosts();
  for (const slot of slots) {
    costs.executed(slot);
    costs.sealed(slot.slot, 1_000n);
    costs.revealed(slot.slot, 100n);
  }
  return costs;
}

describe("SlotCosts", () => {
  test("tells of a batch once seal, key, result and claim are there", () => {
    const costs = new SlotCosts();
    costs.sealed(5, 1_000n);
    expect(costs.reportOn(1, [5], 8)).toBeUndefined();
    costs.revealed(5, 100n);
    expect(costs.reportOn(1, [5], 8)).toBeUndefined();
    costs.executed(figures(5));
    expect(costs.reportOn(1, [5], 8)).toBeUndefined();
    costs.claimed({ firstSlot: 5, lastSlot: 5, gasUsed: 10n });
    expect(costs.reportOn(1, [5], 8)?.gas).toEqual({ seal: 1_000n, reveal: 100n, claim: 10n });
  });

  test("adds the claims of one slot and divides a claim of several by their steps", () => {
    const costs = landed(figures(5, { steps: 10 }), figures(7, { steps: 20 }));
    costs.claimed({ firstSlot: 5, lastSlot: 5, gasUsed: 7n });
    costs.claimed({ firstSlot: 5, lastSlot: 7, gasUsed: 100n });
    expect(costs.reportOn(1, [5], 1)?.gas.claim).toBe(7n + 33n);
    expect(costs.reportOn(2, [7], 1)?.gas.claim).toBe(67n);
    expect(costs.reportOn(3, [5, 7], 1)?.gas).toEqual({ seal: 2_000n, reveal: 200n, claim: 107n });
  });

  test("has a report on a batch that sent nothing", () => {
    expect(new SlotCosts().reportOn(1, [], 0)?.gas).toEqual({ seal: 0n, reveal: 0n, claim: 0n });
  });
});

test("gasPerFill rounds, and is nothing without fills", () => {
  expect(gasPerFill(10n, 4)).toBe(3);
  expect(gasPerFill(9n, 4)).toBe(2);
  expect(gasPerFill(9n, 0)).toBeNull();
});

test("a batch is one line, or one object", () => {
  const costs = landed(figures(5, { rejected: { 23: 2, 3: 1 } }));
  costs.claimed({ firstSlot: 5, lastSlot: 5, gasUsed: 2_345n });
  const report = costs.reportOn(1, [5], 8)!;
  expect(batchLine(report, naming)).toBe(
    "batch 1 (slot 5) · 3 envelopes, 8 operations · ETH/DUSD 2000.25, volume 1.300, surplus 0.100 to sell · 4 fills · " +
      "rejected 1 × 3 cannotPay, 2 × 23 insufficientBalance · L1 gas 1,000 seal + 100 reveal + 2,345 claim = 861 a fill",
  );
  expect(batchJson(report, naming)).toEqual({
    batch: 1,
    slots: [5],
    envelopes: 3,
    operations: 8,
    markets: [
      {
        market: "ETH/DUSD",
        price: "2000.25",
        tick: 200_025,
        volume: "1.300",
        lots: 1_300,
        surplusLots: -100,
        fills: 4,
      },
    ],
    fills: 4,
    rejections: { 3: 1, 23: 2 },
    gas: { seal: 1_000, reveal: 100, claim: 2_345 },
    gasPerFill: 861,
  });
});

test("a batch over two slots sums volumes and keeps the last price", () => {
  const markets = [{ market: 0, tick: 200_100, volume: 200, surplus: 0, fills: 2, fee: 1 }];
  const costs = landed(figures(5), figures(6, { markets }));
  costs.claimed({ firstSlot: 5, lastSlot: 6, gasUsed: 10n });
  const json = batchJson(costs.reportOn(1, [5, 6], 8)!, naming);
  expect(json).toMatchObject({ slots: [5, 6], envelopes: 6, fills: 6 });
  expect(json.markets).toMatchObject([{ price: "2001.00", lots: 1_500, fills: 6, surplusLots: 0 }]);
});
