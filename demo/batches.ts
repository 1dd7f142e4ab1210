import { outcomeName } from "#protocol/outcomes";
import type { SlotFigures } from "../sequencer/figures.ts";
import { formatDecimal } from "../sequencer/matching/decimal.ts";
import { type FlowMarket, priceOf, quantityOf } from "./flowMarket.ts";

/** What is told of a batch: gathered as it lands on L1, told once all of it is there. */

export interface BatchGas {
  readonly seal: bigint;
  readonly reveal: bigint;
  readonly claim: bigint;
}

export interface BatchReport {
  readonly batch: number;
  readonly slots: readonly number[];
  readonly figures: readonly SlotFigures[];
  readonly operations: number;
  readonly gas: BatchGas;
}

/** A slot's share of what L1 has cost so far. */
interface SlotCost {
  figures: SlotFigures | undefined;
  seal: bigint | undefined;
  reveal: bigint | undefined;
  claim: bigint | undefined;
}

export interface Claimed {
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly gasUsed: bigint;
}

/**
 * L1's gas by slot. A claim that spans several slots is divided by their steps, what does not divide going to the last; several
 * claims of one slot add up.
 */
export class SlotCosts {
  readonly #slots = new Map<number, SlotCost>();

  executed(figures: SlotFigures): void {
    this.#of(figures.slot).figures = figures;
  }

  sealed(slot: number, gasUsed: bigint): void {
    this.#of(slot).seal = gasUsed;
  }

  revealed(slot: number, gasUsed: bigint): void {
    this.#of(slot).reveal = gasUsed;
  }

  claimed({ firstSlot, lastSlot, gasUsed }: Claimed): void {
    const spanned = [...this.#slots].filter(([slot]) => slot >= firstSlot && slot <= lastSlot);
    const steps = spanned.map(([, { figures }]) => BigInt(figures?.steps ?? 0));
    const total = steps.reduce((sum, count) => sum + count, 0n);
    let left = gasUsed;
    for (const [n, [, cost]] of spanned.entries()) {
      const isLast = n === spanned.length - 1;
      const share = isLast || total === 0n ? left : (gasUsed * (steps[n] ?? 0n)) / total;
      cost.claim = (cost.claim ?? 0n) + share;
      left -= share;
    }
  }

  /** The report on slots that were played together; undefined while something of them is not on L1. */
  reportOn(batch: number, slots: readonly number[], operations: number): BatchReport | undefined {
    const costs = slots.map((slot) => this.#of(slot));
    const whole = costs.flatMap(({ figures, seal, reveal, claim }) =>
      figures === undefined || seal === undefined || reveal === undefined || claim === undefined
        ? []
        : [{ figures, seal, reveal, claim }],
    );
    if (whole.length < slots.length) return undefined;
    const sum = (part: keyof BatchGas): bigint => whole.reduce((all, cost) => all + cost[part], 0n);
    const gas = { seal: sum("seal"), reveal: sum("reveal"), claim: sum("claim") };
    return { batch, slots, operations, gas, figures: whole.map(({ figures }) => figures) };
  }

  #of(slot: number): SlotCost {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known;
    const cost = { figures: undefined, seal: undefined, reveal: undefined, claim: undefined };
    this.#slots.set(slot, cost);
    return cost;
  }
}

export const totalGas = ({ seal, reveal, claim }: BatchGas): bigint => seal + reveal + claim;

/** Orders filled, each side counted. */
export const fillsOf = ({ figures }: BatchReport): number =>
  figures.reduce((sum, { markets }) => markets.reduce((all, { fills }) => all + fills, sum), 0);

/** Whole gas of one fill, rounded; null where nothing was filled. */
export function gasPerFill(gas: bigint, fills: number): number | null {
  return fills === 0 ? null : Number((gas + BigInt(fills) / 2n) / BigInt(fills));
}

/** Rejections of all slots by outcome number. */
function rejectionsOf({ figures }: BatchReport): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { rejected } of figures) {
    for (const [number, count] of Object.entries(rejected)) {
      counts[Number(number)] = (counts[Number(number)] ?? 0) + count;
    }
  }
  return counts;
}

const envelopesOf = ({ figures }: BatchReport): number =>
  figures.reduce((sum, { envelopes }) => sum + envelopes, 0);

/** What a market did in the batch: volume and fills of all its slots, price and surplus of the last. */
function marketsOf({ figures }: BatchReport) {
  const markets = new Map<number, (typeof figures)[number]["markets"][number]>();
  for (const slot of figures) {
    for (const market of slot.markets) {
      const before = markets.get(market.market);
      const volume = market.volume + (before?.volume ?? 0);
      const fills = market.fills + (before?.fills ?? 0);
      markets.set(market.market, { ...market, volume, fills });
    }
  }
  return [...markets.values()];
}

export interface Naming {
  readonly market: FlowMarket;
  readonly base: string;
  readonly quote: string;
}

/** One readable line. */
export function batchLine(report: BatchReport, { market, base, quote }: Naming): string {
  const fills = fillsOf(report);
  const rejections = Object.entries(rejectionsOf(report)).map(
    ([number, count]) => `${count} × ${number} ${outcomeName(Number(number))}`,
  );
  const prices = marketsOf(report).map(({ tick, volume, surplus }) => {
    const side = surplus > 0 ? " to buy" : " to sell";
    const left = surplus === 0 ? "none" : `${quantityOf(market, Math.abs(surplus))}${side}`;
    const at = `${base}/${quote} ${priceOf(market, tick)}`;
    return `${at}, volume ${quantityOf(market, volume)}, surplus ${left}`;
  });
  const { seal, reveal, claim } = report.gas;
  const each = gasPerFill(totalGas(report.gas), fills);
  return [
    `batch ${report.batch} (slot ${report.slots.join(", ")})`,
    `${envelopesOf(report)} envelopes, ${report.operations} operations`,
    ...prices,
    `${fills} fills`,
    rejections.length === 0 ? "no rejections" : `rejected ${rejections.join(", ")}`,
    `L1 gas ${grouped(seal)} seal + ${grouped(reveal)} reveal + ${grouped(claim)} claim` +
      (each === null ? "" : ` = ${grouped(each)} a fill`),
  ].join(" · ");
}

/** The same as an object for programs; amounts and prices as decimals. */
export function batchJson(report: BatchReport, { market, base, quote }: Naming) {
  const fills = fillsOf(report);
  const { seal, reveal, claim } = report.gas;
  return {
    batch: report.batch,
    slots: report.slots,
    envelopes: envelopesOf(report),
    operations: report.operations,
    markets: marketsOf(report).map((figures) => ({
      market: `${base}/${quote}`,
      price: priceOf(market, figures.tick),
      tick: figures.tick,
      volume: quantityOf(market, figures.volume),
      lots: figures.volume,
      surplusLots: figures.surplus,
      fills: figures.fills,
    })),
    fills,
    rejections: rejectionsOf(report),
    gas: { seal: Number(seal), reveal: Number(reveal), claim: Number(claim) },
    gasPerFill: gasPerFill(totalGas(report.gas), fills),
  };
}

/** 1234567 → 1,234,567 */
export const grouped = (value: number | bigint): string =>
  formatDecimal(BigInt(value), 0).replace(/\B(?=(\d{3})+$)/g, ",");
