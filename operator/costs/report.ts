import type { Deployment } from "#protocol/config";
import { FEE_ASSET } from "#protocol/constants";
import type { SlotEarnings } from "./earned.ts";
import { KINDS, type Kind, type Spending, type Spent } from "./spent.ts";

/** What the exchange cost its operator on L1, and what it earned. Whole numbers throughout; nothing is rounded but what says so. */

export interface Cost {
  readonly transactions: number;
  readonly gas: bigint;
  readonly wei: bigint;
}

export interface BatchCosts {
  readonly slot: number;
  readonly envelopes: number;
  readonly blocks: number;
  readonly fills: number;
  /** Its seal and key, and its share of claims and finality: each in equal parts, the remainder to the first slots. */
  readonly gas: bigint;
  readonly wei: bigint;
  /** Units by asset, from the index 0 on. */
  readonly operationFees: bigint;
  readonly tradingFees: readonly bigint[];
}

export interface CostReport {
  readonly fromSlot: number;
  readonly toSlot: number;
  readonly batches: readonly BatchCosts[];
  /** Of all that the range's slots are part of; what is shared with other slots is counted by share. */
  readonly byKind: Readonly<Record<Kind, Cost>>;
  /** Of the batches, without what is of no slot. */
  readonly total: Cost & {
    readonly envelopes: number;
    readonly blocks: number;
    readonly fills: number;
  };
  /** Key sets, bonds and others, whenever they were: they are of no slot. */
  readonly ofNoSlot: Cost;
  readonly earned: {
    readonly operationFees: bigint;
    readonly tradingFees: readonly bigint[];
  };
  readonly unseenTransactions: number;
  readonly hints: Hints;
}

/** All undefined where there is nothing to divide by, or asset 0 is not ETH. */
export interface Hints {
  /** Wei, rounded up. */
  readonly weiPerBatch: bigint | undefined;
  readonly weiPerFill: bigint | undefined;
  /** Wei that the fees in asset 0 are worth. */
  readonly earnedWei: bigint | undefined;
  /** Units of asset 0 for each block at which operation fees alone would have paid for L1, rounded up. */
  readonly breakEvenOperationFee: bigint | undefined;
}

export interface ReportInput {
  readonly deployment: Pick<Deployment, "assets">;
  readonly earned: readonly SlotEarnings[];
  readonly spent: Spent;
  readonly fromSlot: number;
  readonly toSlot: number;
}

const ZERO_COST: Cost = { transactions: 0, gas: 0n, wei: 0n };
const ZERO_ADDRESS = `0x${"00".repeat(20)}`;

export function costReport(input: ReportInput): CostReport {
  const { deployment, earned, spent, fromSlot, toSlot } = input;
  const inRange = (slot: number): boolean => fromSlot <= slot && slot <= toSlot;
  const shares = new Map<number, { gas: bigint; wei: bigint }>();
  const byKind = Object.fromEntries(KINDS.map((kind) => [kind, ZERO_COST])) as Record<Kind, Cost>;
  let ofNoSlot = ZERO_COST;
  for (const spending of spent.spendings) {
    const { kind, slots } = spending;
    if (slots.length === 0) {
      ofNoSlot = plus(ofNoSlot, spending);
      byKind[kind] = plus(byKind[kind], spending);
      continue;
    }
    let share = { gas: 0n, wei: 0n };
    for (const [slot, part] of sharesOf(spending)) {
      if (!inRange(slot)) continue;
      share = sum(share, part);
      shares.set(slot, sum(shares.get(slot) ?? { gas: 0n, wei: 0n }, part));
    }
    if (slots.some(inRange)) byKind[kind] = plus(byKind[kind], share);
  }
  const assets = deployment.assets.length;
  const slots = [...new Set([...shares.keys(), ...earned.map(({ slot }) => slot).filter(inRange)])];
  const earnedAt = new Map(earned.map((one) => [one.slot, one]));
  const batches = slots
    .sort((a, b) => a - b)
    .map((slot) => batchOf(slot, earnedAt.get(slot), shares.get(slot), assets));
  const transactions = KINDS.reduce((n, kind) => n + byKind[kind].transactions, 0);
  const total = totalOf(batches, transactions - ofNoSlot.transactions);
  const income = {
    operationFees: batches.reduce((all, one) => all + one.operationFees, 0n),
    tradingFees: deployment.assets.map((_, asset) =>
      batches.reduce((all, one) => all + (one.tradingFees[asset] ?? 0n), 0n),
    ),
  };
  return {
    fromSlot,
    toSlot,
    batches,
    byKind,
    total,
    ofNoSlot,
    earned: income,
    unseenTransactions: spent.unseen,
    hints: hintsOf(deployment, total, batches.length, income),
  };
}

/** Equal parts that add up exactly: the remainder goes to the first. */
export function sharesOf({ slots, gas, wei }: Pick<Spending, "slots" | "gas" | "wei">) {
  const count = BigInt(slots.length);
  const part = (whole: bigint, n: number): bigint =>
    whole / count + (BigInt(n) < whole % count ? 1n : 0n);
  return slots.map((slot, n) => [slot, { gas: part(gas, n), wei: part(wei, n) }] as const);
}

function batchOf(
  slot: number,
  earned: SlotEarnings | undefined,
  share: { readonly gas: bigint; readonly wei: bigint } | undefined,
  assets: number,
): BatchCosts {
  return {
    slot,
    envelopes: earned?.envelopes ?? 0,
    blocks: earned?.blocks ?? 0,
    fills: earned?.fills ?? 0,
    gas: share?.gas ?? 0n,
    wei: share?.wei ?? 0n,
    operationFees: earned?.operationFees ?? 0n,
    tradingFees: Array.from({ length: assets }, (_, asset) => earned?.tradingFees.get(asset) ?? 0n),
  };
}

function totalOf(batches: readonly BatchCosts[], transactions: number): CostReport["total"] {
  const sumOf = (name: "gas" | "wei"): bigint => batches.reduce((n, one) => n + one[name], 0n);
  const count = (name: "envelopes" | "blocks" | "fills"): number =>
    batches.reduce((n, one) => n + one[name], 0);
  return {
    transactions,
    gas: sumOf("gas"),
    wei: sumOf("wei"),
    envelopes: count("envelopes"),
    blocks: count("blocks"),
    fills: count("fills"),
  };
}

function hintsOf(
  { assets }: Pick<Deployment, "assets">,
  total: CostReport["total"],
  batches: number,
  earned: CostReport["earned"],
): Hints {
  const each = (count: number): bigint | undefined =>
    count === 0 ? undefined : roundedUp(total.wei, BigInt(count));
  const fee = assets[FEE_ASSET];
  const scale = fee?.token === ZERO_ADDRESS ? fee.scale : undefined;
  const units = earned.operationFees + (earned.tradingFees[FEE_ASSET] ?? 0n);
  return {
    weiPerBatch: each(batches),
    weiPerFill: each(total.fills),
    earnedWei: scale === undefined ? undefined : units * scale,
    breakEvenOperationFee:
      scale === undefined || total.blocks === 0
        ? undefined
        : roundedUp(total.wei, BigInt(total.blocks) * scale),
  };
}

const roundedUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

const sum = (
  a: { readonly gas: bigint; readonly wei: bigint },
  b: { readonly gas: bigint; readonly wei: bigint },
) => ({ gas: a.gas + b.gas, wei: a.wei + b.wei });

const plus = (to: Cost, what: { readonly gas: bigint; readonly wei: bigint }): Cost => ({
  transactions: to.transactions + 1,
  ...sum(to, what),
});
