import { bestLevel } from "#protocol/book";
import { type Band, bandAround } from "#protocol/clearing";
import { PHASE, SIDE, TICK_LIMIT } from "#protocol/constants";
import type { Facts } from "#protocol/facts";
import { decodeInboxWord } from "#protocol/inbox";
import { readAuction, readCursor, readLast, readMarket, readPrice } from "#protocol/leaves";
import { openedBatch } from "#protocol/openedBatch";
import { decodeOperation } from "#protocol/operation";
import { outcomeName } from "#protocol/outcomes";
import type { StatePort } from "#protocol/state";
import type { Context, StepReport } from "#protocol/stepTypes";

/** Steps by kind, and by all that tells two steps of one kind apart: what a corpus must hold. */

export const STEP_KINDS = [
  "start",
  "expire before",
  "advance",
  "inbox",
  "operation",
  "clear",
  "fill bid",
  "fill ask",
  "skip",
  "close",
  "expire this",
  "end",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** `variant` is what tells steps of one kind apart. */
export interface StepName {
  readonly kind: StepKind;
  readonly variant: string;
}

/** What a name needs of the state before the step. */
export interface Before {
  readonly slot: number;
  readonly phase: number;
  readonly edge: string;
}

export function beforeStep(state: StatePort): Before {
  const { slot, phase, market } = readCursor(state);
  return { slot, phase, edge: phase === PHASE.close ? closeEdge(state, market) : "" };
}

export function nameOf(
  report: StepReport,
  before: Before,
  facts: Facts,
  context: Context,
): StepName {
  const sideOf = (side: number): string => (side === SIDE.buy ? "bid" : "ask");
  switch (report.kind) {
    case "start":
      return { kind: "start", variant: startVariant(report, facts) };
    case "expire": {
      const kind = before.phase === PHASE.expireBefore ? "expire before" : "expire this";
      return { kind, variant: sideOf(report.ref.side) };
    }
    case "inbox": {
      const { kind } = decodeInboxWord(facts.inboxWord(report.index) as Uint8Array);
      return { kind: "inbox", variant: `${kind}: ${outcomeName(report.outcome)}` };
    }
    case "operation":
      return { kind: "operation", variant: operationVariant(report, before, facts, context) };
    case "clear":
      return { kind: "clear", variant: report.volume === 0 ? "nothing trades" : "" };
    case "fill":
      return { kind: report.ref.side === SIDE.buy ? "fill bid" : "fill ask", variant: "" };
    case "skip":
      return { kind: "skip", variant: sideOf(report.ref.side) };
    case "close":
      return { kind: "close", variant: before.edge };
    case "advance":
    case "end":
      return { kind: report.kind, variant: "" };
  }
}

function startVariant(report: StepReport & { kind: "start" }, facts: Facts): string {
  if (report.opened) return "opened";
  if (report.envelopes > 0) return "void";
  return facts.sealOf(report.slot)?.certified === true ? "without envelopes" : "uncertified";
}

function operationVariant(
  report: StepReport & { kind: "operation" },
  { slot }: Before,
  facts: Facts,
  context: Context,
): string {
  const outcome = outcomeName(report.outcome);
  if (report.outcome > 0 && report.outcome < 16) return `envelope: ${outcome}`;
  const seal = facts.sealOf(slot);
  if (seal === undefined) throw new RangeError(`no seal of slot ${slot}`);
  const block = openedBatch(context, seal).envelope(report.sealed).block(report.block);
  return `${decodeOperation(block)?.kind ?? "block"}: ${outcome}`;
}

/** Which line of the clearing rule decides a right Close (PROTOCOL.md §5, "Clearing rule"). */
function closeEdge(state: StatePort, market: number): string {
  const { tick, lastBid, lastAsk } = readPrice(state);
  const { volume } = readAuction(state);
  const last = readLast(state, market);
  const best = bestLevel(state, market, SIDE.buy);
  const bid = best?.tick ?? 0;
  const other = bestLevel(state, market, SIDE.sell);
  const ask = other?.tick ?? TICK_LIMIT;
  const { low, high } = bandAround(last, readMarket(state, market).bandBps);
  if (bid >= ask) return tick === high ? "crossed at the band's top" : "crossed at its bottom";
  if (volume === 0) return sidesLeft(best !== undefined, other !== undefined);
  const free = { low: Math.max(bid + 1, lastAsk), high: Math.min(ask - 1, lastBid) };
  const held = tick === low || tick === high ? ", at the band" : "";
  if (free.low <= free.high) return `${withoutSurplus(last, free)}${held}`;
  if (ask > lastBid) return `surplus to buy${held}`;
  if (bid < lastAsk) return `surplus to sell${held}`;
  const [bids, asks] = [best?.total ?? 0, other?.total ?? 0];
  if (bids !== asks) return bids < asks ? "turn, bids smaller" : "turn, asks smaller";
  return last <= bid ? "turn, equal, last at the bid" : "turn, equal, last at the ask";
}

function withoutSurplus(last: number, { low, high }: Band): string {
  if (last < low) return "no surplus, last below";
  return last > high ? "no surplus, last above" : "no surplus, last within";
}

function sidesLeft(bids: boolean, asks: boolean): string {
  if (bids && asks) return "no cross";
  if (bids) return "bids alone";
  return asks ? "asks alone" : "no orders";
}
