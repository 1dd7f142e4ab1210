import { keyFrom } from "#protocol/bitmap";
import { SIDE, type Side, TICK_LIMIT } from "#protocol/constants";
import { levelKey, sideBitmap } from "#protocol/layout";
import { readLevel } from "#protocol/leaves";
import { OUTCOME } from "#protocol/outcomes";
import type { StatePort } from "#protocol/state";
import type { StepReport } from "#protocol/stepTypes";

/** What a batch did in one market. */
export interface MarketFigures {
  readonly market: number;
  /** Clearing price, a tick. */
  readonly tick: number;
  /** Lots bought, which is lots sold. */
  readonly volume: number;
  /** Lots left at the price or better: bid above zero, offered below. */
  readonly surplus: number;
  /** Orders filled, wholly or in part, on both sides. */
  readonly fills: number;
  /** Quote units that the operator took. */
  readonly fee: number;
}

/** What became of a slot, for people. */
export interface SlotFigures {
  readonly slot: number;
  readonly envelopes: number;
  /** Envelopes skipped whole: bad signature, bad point or unpaid. */
  readonly skipped: number;
  /** Operations applied, nops included. */
  readonly applied: number;
  /** Operations rejected and envelopes skipped, by outcome number. */
  readonly rejected: Readonly<Record<number, number>>;
  readonly inbox: number;
  /** Orders that expired. */
  readonly expired: number;
  readonly markets: readonly MarketFigures[];
  readonly steps: number;
  readonly chunks: number;
}

/** Counts a slot's steps while they are executed. */
export class SlotTally {
  readonly #state: StatePort;
  #slot = 0;
  #envelopes = 0;
  #skipped = 0;
  #applied = 0;
  #inbox = 0;
  #expired = 0;
  #steps = 0;
  #fills = 0;
  readonly #rejected: Record<number, number> = {};
  readonly #markets: MarketFigures[] = [];

  constructor(state: StatePort) {
    this.#state = state;
  }

  /** Feed it every report of the slot while the state stands behind that step. */
  observe(report: StepReport): void {
    this.#steps++;
    switch (report.kind) {
      case "start":
        this.#slot = report.slot;
        this.#envelopes = report.envelopes;
        break;
      case "inbox":
        this.#inbox++;
        break;
      case "expire":
        this.#expired++;
        break;
      case "fill":
        this.#fills++;
        break;
      case "operation":
        this.#countOperation(report.outcome);
        break;
      case "close":
        this.#closeMarket(report);
        break;
    }
  }

  figures(chunks: number): SlotFigures {
    return {
      slot: this.#slot,
      envelopes: this.#envelopes,
      skipped: this.#skipped,
      applied: this.#applied,
      rejected: this.#rejected,
      inbox: this.#inbox,
      expired: this.#expired,
      markets: this.#markets,
      steps: this.#steps,
      chunks,
    };
  }

  #countOperation(outcome: number): void {
    if (outcome === OUTCOME.applied) {
      this.#applied++;
      return;
    }
    this.#rejected[outcome] = (this.#rejected[outcome] ?? 0) + 1;
    if (outcome <= OUTCOME.cannotPay) this.#skipped++;
  }

  #closeMarket({ market, tick, volume, fee }: StepReport & { kind: "close" }): void {
    const surplus =
      lotsWithin(this.#state, market, SIDE.buy, tick) -
      lotsWithin(this.#state, market, SIDE.sell, tick);
    this.#markets.push({ market, tick, volume, surplus, fills: this.#fills, fee });
    this.#fills = 0;
  }
}

/** Live lots of a side that would trade at `tick`. After an auction they lie on few levels. */
function lotsWithin(state: StatePort, market: number, side: Side, tick: number): number {
  const root = sideBitmap(market, side);
  let lots = 0;
  let key = keyFrom(state, root, 0);
  while (key !== undefined && key <= levelKey(side, tick)) {
    lots += readLevel(state, market, side, key).total;
    key = key + 1 < TICK_LIMIT ? keyFrom(state, root, key + 1) : undefined;
  }
  return lots;
}
