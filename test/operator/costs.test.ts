import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { L1Event } from "#l1/eventTypes";
import { csvLines, textLines } from "../../operator/costs/lines.ts";
import { costReport, sharesOf } from "../../operator/costs/report.ts";
import { purposesOf, type Spending } from "../../operator/costs/spent.ts";

const seed = Date.now() % 2 ** 31;
const ETH = `0x${"00".repeat(20)}`;
const TOKEN = `0x${"11".repeat(20)}`;

describe(`costs (seed ${seed})`, () => {
  test("shared by batches add up to the last wei", () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 20n });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 40 }),
        amount,
        amount,
        (slots, gas, wei) => {
          const shares = sharesOf({ slots, gas, wei }).map(([, share]) => share);
          expect(shares.reduce((sum, one) => sum + one.gas, 0n)).toBe(gas);
          expect(shares.reduce((sum, one) => sum + one.wei, 0n)).toBe(wei);
          const parts = shares.map((one) => one.wei).sort((a, b) => (a < b ? -1 : 1));
          expect((parts.at(-1) ?? 0n) - (parts[0] ?? 0n)).toBeLessThanOrEqual(1n);
        },
      ),
      { seed, numRuns: 200 },
    );
  });
});

const at = (n: number) => ({
  blockNumber: n,
  blockHash: "0x",
  timestamp: n,
  logIndex: 0,
  transactionHash: `0x${n}`,
});

describe("a transaction", () => {
  test("is for the slots that its events tell, a claim for those since the one before", () => {
    const claim = (index: number, slot: number) => ({ index, slot }) as never;
    const events = [
      { ...at(1), kind: "keySetRegistered" },
      { ...at(2), kind: "sealed", slot: 3 },
      { ...at(3), kind: "revealed", slot: 3 },
      { ...at(4), kind: "claimed", claim: claim(1, 5) },
      { ...at(5), kind: "claimed", claim: claim(2, 9) },
      // The second died and is made anew, shorter.
      { ...at(6), kind: "claimed", claim: claim(2, 7) },
      { ...at(7), kind: "claimed", claim: claim(3, 7) },
      { ...at(8), kind: "finalised", slot: 7 },
      { ...at(9), kind: "owed" },
      { ...at(9), kind: "bondPosted" },
      { ...at(10), kind: "collected" },
    ] as unknown as readonly L1Event[];
    const purposes = [...purposesOf(events, [3, 5, 7, 9])].map(([hash, one]) => [
      hash,
      one.kind,
      one.slots,
    ]);
    expect(purposes).toEqual([
      ["0x1", "keySet", []],
      ["0x2", "seal", [3]],
      ["0x3", "reveal", [3]],
      ["0x4", "claim", [3, 5]],
      ["0x5", "claim", [7, 9]],
      ["0x6", "claim", [7]],
      ["0x7", "claim", [7]],
      ["0x8", "finalise", [3, 5, 7]],
      ["0x9", "bond", []],
      ["0x10", "other", []],
    ]);
  });
});

const spending = (kind: Spending["kind"], slots: number[], wei: bigint): Spending => ({
  kind,
  hash: "0x",
  slots,
  gas: wei / 2n,
  wei,
});
const earned = (slot: number, blocks: number, fees: bigint) => ({
  slot,
  envelopes: 1,
  blocks,
  fills: 2,
  operationFees: BigInt(blocks) * 10n,
  tradingFees: new Map([[1, fees]]),
});

describe("a report", () => {
  const input = {
    deployment: {
      assets: [
        { token: ETH, scale: 100n },
        { token: TOKEN, scale: 1n },
      ],
    },
    earned: [earned(1, 2, 5n), earned(2, 4, 7n), earned(4, 1, 0n)],
    spent: {
      spendings: [
        spending("seal", [1], 100n),
        spending("seal", [2], 200n),
        spending("claim", [1, 2, 4], 11n),
        spending("keySet", [], 1_000n),
      ],
      unseen: 3,
    },
    fromSlot: 1,
    toSlot: 2,
  };

  test("counts the slots asked for, and what is of none apart", () => {
    const report = costReport(input);
    expect(report.batches.map(({ slot, wei }) => [slot, wei])).toEqual([
      [1, 104n],
      [2, 204n],
    ]);
    expect(report.total).toEqual({
      transactions: 3,
      gas: 153n + 1n,
      wei: 308n,
      envelopes: 2,
      blocks: 6,
      fills: 4,
    });
    expect(report.byKind.claim).toEqual({ transactions: 1, gas: 4n, wei: 8n });
    expect(report.ofNoSlot).toEqual({ transactions: 1, gas: 500n, wei: 1_000n });
    expect(report.earned).toEqual({ operationFees: 60n, tradingFees: [0n, 12n] });
    expect(report.unseenTransactions).toBe(3);
  });

  test("hints at what would pay, rounded up, where asset 0 is ETH", () => {
    expect(costReport(input).hints).toEqual({
      weiPerBatch: 154n,
      weiPerFill: 77n,
      earnedWei: 6_000n,
      breakEvenOperationFee: 1n,
    });
    const token = { assets: [{ token: TOKEN, scale: 1n }] };
    expect(costReport({ ...input, deployment: token }).hints).toMatchObject({
      earnedWei: undefined,
      breakEvenOperationFee: undefined,
    });
    const nothing = { ...input, earned: [], spent: { spendings: [], unseen: 0 } };
    expect(costReport(nothing).hints).toEqual({
      weiPerBatch: undefined,
      weiPerFill: undefined,
      earnedWei: 0n,
      breakEvenOperationFee: undefined,
    });
  });

  test("is a table of whole numbers, and a page for people", () => {
    const report = costReport(input);
    expect(csvLines(report)).toEqual([
      "slot,envelopes,blocks,fills,gas,wei,operation_fees,trading_fees_0,trading_fees_1",
      "1,1,2,2,52,104,20,0,5",
      "2,1,4,2,102,204,40,0,7",
    ]);
    const page = textLines(report).join("\n");
    expect(page).toContain("2 batches, 2 envelopes, 4 fills");
    expect(page).toContain("trading fees: 12 units of asset 1");
    expect(page).toContain("not counted: 3 transactions");
  });
});
