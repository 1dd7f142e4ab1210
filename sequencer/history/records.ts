import type { Side } from "#protocol/constants";
import type { Outcome } from "#protocol/outcomes";
import type { MarketFigures } from "../figures.ts";
import type * as h from "./history.ts";
import { slotOfAuction } from "./ids.ts";
import { unpackCounts } from "./packed.ts";
import { ENDINGS, EVENT_KINDS } from "./rows.ts";

/** From the tables' columns to what the interface promises. */

export interface BatchColumns {
  readonly slot: number;
  readonly chunksEnd: number;
  readonly voided: number;
  readonly root: Uint8Array;
  readonly envelopes: number;
  readonly skipped: number;
  readonly applied: number;
  readonly inbox: number;
  readonly expired: number;
  readonly steps: number;
  readonly chunks: number;
  readonly rejected: Uint8Array;
}

export interface AuctionColumns extends MarketFigures {
  readonly id: number;
  readonly lastTick: number;
}

export interface EventColumns {
  readonly id: number;
  readonly slot: number;
  readonly account: number;
  readonly kind: number;
  readonly forced: number;
  readonly outcome: Outcome;
  readonly asset: number | null;
  readonly amount: number | null;
  readonly market: number | null;
  readonly side: Side | null;
  readonly tick: number | null;
  readonly position: number | null;
  readonly lots: number | null;
  readonly price: number | null;
  readonly fee: number | null;
}

export interface OrderColumns {
  readonly id: number;
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly position: number;
  readonly account: number;
  readonly lots: number;
  readonly filled: number;
  readonly ended: number;
  readonly slot: number;
  readonly expiry: number;
  readonly updated: number;
}

export function batchOf(row: BatchColumns, auctions: readonly AuctionColumns[]): h.SlotRecord {
  const { voided, root, chunksEnd, rejected, ...figures } = row;
  const markets = auctions.map(({ id: _, lastTick: __, ...market }) => market);
  return {
    figures: { ...figures, rejected: unpackCounts(rejected), markets },
    voided: voided === 1,
    // The column is a Buffer, whose slices and comparisons differ from those of plain bytes.
    root: Uint8Array.from(root),
    chunksEnd,
  };
}

export function tradeOf({ lastTick: _, ...row }: AuctionColumns): h.TradeRecord {
  return { ...row, slot: slotOfAuction(row.id) };
}

export function fillOf(row: EventColumns): h.FillRecord {
  const { id, slot, account } = row;
  const { market, side, tick, position, lots, price, fee } = row as Complete<EventColumns>;
  return { id, slot, ref: { market, side, tick, position }, account, tick: price, lots, fee };
}

/** A fill's columns are never null. */
type Complete<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

export function eventOf(row: EventColumns): h.EventRecord {
  const { id, slot, account, outcome, market, side, tick, position } = row;
  const isOrder = market !== null && side !== null && tick !== null && position !== null;
  return {
    id,
    slot,
    account,
    kind: EVENT_KINDS[row.kind] ?? "rejected",
    forced: row.forced === 1,
    outcome,
    asset: row.asset ?? undefined,
    amount: row.amount ?? undefined,
    ref: isOrder ? { market, side, tick, position } : undefined,
    market: market ?? undefined,
    tick: row.price ?? tick ?? undefined,
    lots: row.lots ?? undefined,
  };
}

export function orderOf(row: OrderColumns): h.OrderRecord {
  const { market, side, tick, position, ended, ...rest } = row;
  const ending = ENDINGS[ended];
  return {
    ...rest,
    ref: { market, side, tick, position },
    left: ending === undefined ? row.lots - row.filled : 0,
    ended: ending,
  };
}
