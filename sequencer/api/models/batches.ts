import type { z } from "zod";
import { toHex } from "#protocol/bytes";
import { bandAround } from "#protocol/clearing";
import { orderId, sideName } from "#protocol/orderId";
import { outcomeName } from "#protocol/outcomes";
import { closeOf, collectingSlot } from "../../batching.ts";
import type { SlotRecord } from "../../history/history.ts";
import type { Exchange } from "../exchange.ts";
import type { Auction, BatchDetail, BatchSummary } from "../schema/batches.ts";
import { type Stage, stageOf } from "../stage.ts";
import { claimOf } from "./claims.ts";

type Summary = z.output<typeof BatchSummary>;
type Detail = z.output<typeof BatchDetail>;

/** Slots back from the newest that are looked through for batches under way. Older ones that wait are on L1's list. */
export const MOST_SLOTS_UNDER_WAY = 4_096;

/** What became of slots that L1 does not tell of. */
export interface LostSlots {
  /** Envelopes of a slot that missed its deadline. */
  envelopesOf(slot: number): number | undefined;
}

function stageOfSlot(
  exchange: Exchange,
  lost: LostSlots,
  slot: number,
  record: SlotRecord | undefined,
  nowMs: number,
): Stage | undefined {
  const { deployment, view } = exchange;
  const collects = slot === collectingSlot(deployment, nowMs);
  return stageOf({
    progress: exchange.progressOf(slot) ?? (collects ? "collecting" : undefined),
    lost: lost.envelopesOf(slot) !== undefined,
    seal: view?.sealOf(slot),
    chunksEnd: record?.chunksEnd,
    claimedChunks: view?.tip.chunks ?? 0,
    finalChunks: view?.finalisedChunks ?? 0,
  });
}

/** A batch; undefined where the slot is skipped or has not begun. */
export function batchSummary(
  exchange: Exchange,
  lost: LostSlots,
  slot: number,
  nowMs: number,
): Summary | undefined {
  if (slot === 0) return undefined;
  return summaryOf(exchange, lost, slot, exchange.history.slot(slot), nowMs);
}

export function batchDetail(
  exchange: Exchange,
  lost: LostSlots,
  slot: number,
  nowMs: number,
): Detail | undefined {
  const record = slot === 0 ? undefined : exchange.history.slot(slot);
  const summary = slot === 0 ? undefined : summaryOf(exchange, lost, slot, record, nowMs);
  if (summary === undefined) return undefined;
  const figures = record?.figures;
  return {
    ...summary,
    applied: figures?.applied ?? 0,
    skipped: figures?.skipped ?? 0,
    rejected: Object.entries(figures?.rejected ?? {}).map(([outcome, count]) => ({
      outcome: Number(outcome),
      name: outcomeName(Number(outcome)),
      count,
    })),
    inbox: figures?.inbox ?? 0,
    expired: figures?.expired ?? 0,
    steps: figures?.steps ?? 0,
    chunks: figures?.chunks ?? 0,
    stateRoot: record === undefined ? null : toHex(record.root),
  };
}

/** The newest `limit` batches below `before`, falling; those under way first. */
export function batchSummaries(
  exchange: Exchange,
  lost: LostSlots,
  before: number | undefined,
  limit: number,
  nowMs: number,
): Summary[] {
  const found: Summary[] = [];
  for (const slot of slotsUnderWay(exchange, before, nowMs)) {
    if (found.length === limit) return found;
    const summary = summaryOf(exchange, lost, slot, undefined, nowMs);
    if (summary !== undefined) found.push(summary);
  }
  for (const record of exchange.history.slots({ before, limit: limit - found.length })) {
    const summary = summaryOf(exchange, lost, record.figures.slot, record, nowMs);
    if (summary !== undefined) found.push(summary);
  }
  return found;
}

/** Slots behind the last executed one that may be batches, falling. */
function slotsUnderWay(exchange: Exchange, before: number | undefined, nowMs: number): number[] {
  const executed = exchange.executor.slot;
  const newest = Math.min(collectingSlot(exchange.deployment, nowMs) ?? 0, (before ?? 2 ** 32) - 1);
  const oldest = Math.max(executed, newest - MOST_SLOTS_UNDER_WAY) + 1;
  const near = Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, n) => newest - n);
  const waiting = (exchange.view?.unopened ?? [])
    .map(({ slot }) => slot)
    .filter((slot) => slot > executed && slot < oldest && slot <= newest);
  return [...near, ...waiting.sort((a, b) => b - a)];
}

function summaryOf(
  exchange: Exchange,
  lost: LostSlots,
  slot: number,
  record: SlotRecord | undefined,
  nowMs: number,
): Summary | undefined {
  const { deployment, view } = exchange;
  const stage = stageOfSlot(exchange, lost, slot, record, nowMs);
  if (stage === undefined) return undefined;
  const seal = view?.sealOf(slot);
  const claim =
    view === undefined || record === undefined
      ? undefined
      : claimOf(view, deployment, record.chunksEnd);
  const envelopes =
    record?.figures.envelopes ?? seal?.count ?? lost.envelopesOf(slot) ?? exchange.heldCount(slot);
  return {
    slot,
    stage,
    voided: record?.voided ?? seal?.key === "void",
    challenged: exchange.wasChallenged(slot),
    opensAt: closeOf(deployment, slot - 1),
    closesAt: closeOf(deployment, slot),
    envelopes: stage === "collecting" ? null : envelopes,
    claim: claim?.index ?? null,
    finalFrom: claim?.finalFrom ?? null,
    markets: [...(record?.figures.markets ?? [])],
  };
}

/** Supply and demand of a market in a batch; undefined until it is executed. */
export function auctionOf(
  exchange: Exchange,
  slot: number,
  market: number,
): z.output<typeof Auction> | undefined {
  const record = exchange.history.auction(slot, market);
  if (record === undefined) return undefined;
  const { tick, volume, surplus, lastTick, bids, asks, truncated, rationed } = record;
  return {
    slot,
    market,
    tick,
    volume,
    surplus,
    lastTick,
    band: bandAround(lastTick, exchange.deployment.markets[market]?.bandBps ?? 0),
    bids: [...bids],
    asks: [...asks],
    truncated,
    rationed:
      rationed === undefined
        ? null
        : {
            side: sideName(rationed.side),
            tick: rationed.tick,
            orders: rationed.orders.map(({ ref, account, lots, filled }) => ({
              order: orderId(ref),
              account,
              lots,
              filled,
            })),
          },
  };
}
