import { append, type OrderRef } from "#protocol/book";
import { type Clearing, solveClearing } from "#protocol/clearing";
import { PHASE, SIDE } from "#protocol/constants";
import { PARAMETERS_LEAF, paramsLeaf } from "#protocol/layout";
import {
  marketLeaf,
  parametersLeaf,
  readLast,
  readMarket,
  writeCursor,
  writeLast,
} from "#protocol/leaves";
import { InvalidStep, type RecordTape } from "#protocol/records";
import type { StatePort } from "#protocol/state";
import { step } from "#protocol/step";
import type { Context, StepReport } from "#protocol/stepTypes";
import type { NaiveQuote } from "../reference/naiveClearing.ts";
import { MapState } from "./mapState.ts";

/** Runs one market's auction, Clear to Close, on a book set up by hand. */

export interface Book {
  /** In time order. */
  readonly bids: readonly NaiveQuote[];
  readonly asks: readonly NaiveQuote[];
  readonly last: number;
  readonly bandBps: number;
}

export const MARKET = { base: 1, quote: 0, feeBps: 30, minLots: 1, baseUnit: 1, quoteUnit: 1 };
const parameters = { operationFee: 0, stepsPerRoot: 16, marketCount: 1, assetCount: 2 };

/** A state that stands before Clear of market 0. Order n of a side belongs to account 2n (bids) or 2n + 1 (asks). */
export function stateBeforeAuction(book: Book): StatePort {
  const state = new MapState();
  state.set(PARAMETERS_LEAF, parametersLeaf(parameters));
  state.set(paramsLeaf(0), marketLeaf({ ...MARKET, bandBps: book.bandBps }));
  writeLast(state, 0, book.last);
  for (const [side, orders] of [
    [SIDE.buy, book.bids],
    [SIDE.sell, book.asks],
  ] as const) {
    for (const [n, { tick, lots }] of orders.entries()) {
      append(state, 0, side, tick, {
        account: 2 * n + side,
        lots: Number(lots),
        slot: 1,
        expiry: 0,
      });
    }
  }
  const cursor = { slot: 1, phase: PHASE.clear, market: 0, i: 0, j: 0, inboxCursor: 0, era: 0 };
  writeCursor(state, cursor);
  return state;
}

export const solve = (state: StatePort): Clearing =>
  solveClearing(state, 0, readLast(state, 0), readMarket(state, 0).bandBps);

const context = {} as Context;
const noFacts = { sealAfter: () => undefined, sealOf: () => undefined, inboxWord: () => undefined };
const noProposer = {
  clearing: (): never => fail("a clearing"),
  expiring: (): never => fail("an order to expire"),
};

function fail(what: string): never {
  throw new RangeError(`nobody may ask for ${what} here`);
}

export interface Fill {
  readonly ref: OrderRef;
  readonly account: number;
  readonly lots: number;
}

/** Fills and the Close of a claimed clearing, or the reason why some step refused it. The state is used up. */
export function runAuction(
  state: StatePort,
  clearing: Clearing,
): { ok: true; fills: Fill[]; last: number } | { ok: false; reason: number } {
  const fills: Fill[] = [];
  const tape: RecordTape = {
    clearing: () => clearing,
    expiry: () => fail("an order to expire"),
    fill: () => {},
  };
  try {
    for (;;) {
      const report: StepReport = step(state, noFacts, context, tape, noProposer);
      if (report.kind === "fill") fills.push(report);
      if (report.kind === "close") return { ok: true, fills, last: readLast(state, 0) };
    }
  } catch (error) {
    if (error instanceof InvalidStep) return { ok: false, reason: error.reason };
    throw error;
  }
}

/** The same state again and again: `book` is set up once. */
export const copyOf = (state: StatePort): StatePort => new MapState(state);
