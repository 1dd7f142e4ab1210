import { describe, expect, test } from "vitest";
import type { Deployment } from "../../circuits-free-verifier/protocol/config.ts";
import { FEE_ASSET } from "../../circuits-free-verifier/protocol/constants.ts";
import type { SealFact } from "../../circuits-free-verifier/protocol/facts.ts";
import type { InboxOperation } from "../../circuits-free-verifier/protocol/inbox.ts";
import { OUTCOME } from "../../circuits-free-verifier/protocol/outcomes.ts";
import type { StepReport } from "../../circuits-free-verifier/protocol/stepTypes.ts";
import { Ledger } from "../../demo/ledger.ts";

const deployment = {
  operationFee: 1_000,
  assets: [
    { token: "", scale: 1n },
    { token: "", scale: 1n },
  ],
  markets: [{ base: 0, quote: 1, feeBps: 5, baseUnit: 1_000_000, quoteUnit: 10 }],
} as unknown as Deployment;

/** A seal whose one envelope has two blocks. */
const seal = { envelopes: [new Uint8Array(104 + 32)] } as unknown as SealFact;

function ledgerOf(...reports: StepReport[]): Ledger {
  const ledger = new Ledger(deployment);
  const queue: InboxOperation[] = [
    { kind: "deposit", account: 1, asset: 1, amount: 500, queuedAt: 0 },
    { kind: "forcedWithdraw", account: 1, asset: 1, amount: 500, queuedAt: 0 },
  ];
  for (const report of reports) ledger.enter(report, seal, (index) => queue[index]);
  return ledger;
}

const operation = (outcome: number, block = 0): StepReport =>
  ({ kind: "operation", position: 0, sealed: 0, block, account: 1, outcome }) as StepReport;
const fill = (side: 0 | 1, account: number): StepReport => ({
  kind: "fill",
  ref: { market: 0, side, tick: 1, position: 0 },
  account,
  lots: 7,
  tick: 333,
});

describe("the ledger", () => {
  test("enters deposits; what is withdrawn is owned still", () => {
    const inbox = (index: number): StepReport => ({ kind: "inbox", index, account: 1, outcome: 0 });
    expect(ledgerOf(inbox(0), inbox(1)).owned(1, 1)).toBe(500n);
  });

  test("takes the fee of an envelope once, whatever becomes of its operations", () => {
    const ledger = ledgerOf(operation(OUTCOME.badTick), operation(OUTCOME.applied, 1));
    expect(ledger.owned(1, FEE_ASSET)).toBe(-2_000n);
    expect(ledger.owned(0, FEE_ASSET)).toBe(2_000n);
  });

  test.each([OUTCOME.badSignature, OUTCOME.badPoint, OUTCOME.cannotPay])(
    "takes none of an envelope skipped by %i",
    (outcome) => {
      expect(ledgerOf(operation(outcome)).owned(1, FEE_ASSET)).toBe(0n);
    },
  );

  test("moves what a fill moves, each side paying a fee rounded down", () => {
    const ledger = ledgerOf(fill(0, 1), fill(1, 2));
    const [notional, fee] = [7n * 333n * 10n, 11n];
    expect([ledger.owned(1, 0), ledger.owned(1, 1)]).toEqual([7_000_000n, -notional - fee]);
    expect([ledger.owned(2, 0), ledger.owned(2, 1)]).toEqual([-7_000_000n, notional - fee]);
    expect(ledger.owned(0, 1)).toBe(2n * fee);
  });
});
