import type { Outcome } from "#protocol/outcomes";
import type { Database } from "../../storage/database.ts";
import type { SequencerPoint } from "../store/schema.ts";
import type { CandleRecord } from "./history.ts";
import type { AuctionColumns, BatchColumns, EventColumns, OrderColumns } from "./records.ts";

/** Every question to the tables. None reads a whole table: test/sequencer/history/queries.test.ts asks SQLite how it goes about each. */

const BATCH = `slot, chunks_end AS chunksEnd, voided, root, envelopes, skipped, applied, inbox, expired, steps, chunks,
  rejected`;
const AUCTION = "id, market, tick, volume, surplus, fills, fee, last_tick AS lastTick";
const EVENT = `id, slot, account, kind, forced, outcome, asset, amount, market, side, tick, position, lots, price, fee`;
const ORDER =
  "id, market, side, tick, position, account, lots, filled, ended, slot, expiry, updated";

export const QUERIES = {
  batches: `SELECT ${BATCH} FROM batch WHERE slot < ? ORDER BY slot DESC LIMIT ?`,
  batch: `SELECT ${BATCH} FROM batch WHERE slot = ?`,
  auctions: `SELECT ${AUCTION} FROM auction WHERE id >= ? AND id < ? ORDER BY id`,
  auction: `SELECT ${AUCTION} FROM auction WHERE id = ?`,
  curve: "SELECT truncated, bids, asks, rationed FROM curve WHERE id = ?",
  trades: `SELECT ${AUCTION} FROM auction
    WHERE market = ? AND id >= ? AND id < ? AND volume > 0 ORDER BY id DESC LIMIT ?`,
  candles: `SELECT time, open, high, low, close, lots, trades FROM candle
    WHERE market = ? AND seconds = ? AND time >= ? AND time < ? ORDER BY time DESC LIMIT ?`,
  fillRange: "SELECT first_fill AS first, fills FROM batch WHERE slot = ?",
  fillsBetween: `SELECT ${EVENT} FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT ?`,
  fillsDown: `SELECT ${EVENT} FROM event
    WHERE kind = 6 AND account = ? AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?`,
  fillsUp: `SELECT ${EVENT} FROM event
    WHERE kind = 6 AND account = ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`,
  events: `SELECT ${EVENT} FROM event
    WHERE account = ? AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?`,
  firstEvent: "SELECT first_event AS first FROM batch WHERE slot >= ? ORDER BY slot LIMIT 1",
  openOrders: `SELECT ${ORDER} FROM placed
    WHERE ended = 0 AND account = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  allOrders: `SELECT ${ORDER} FROM placed WHERE account = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  order: `SELECT ${ORDER} FROM placed
    WHERE market = ? AND side = ? AND tick = ? AND position = ?`,
  changed: `SELECT ${ORDER.replace(/\w+/g, "p.$&")} FROM event AS e JOIN placed AS p
    ON p.market = e.market AND p.side = e.side AND p.tick = e.tick AND p.position = e.position
    WHERE e.account = ? AND e.id >= ? AND e.id < ? ORDER BY e.id LIMIT ?`,
  locked: "SELECT asset, amount FROM locked WHERE account = ? AND amount > 0",
  holder: "SELECT signer, open_orders AS open FROM holder WHERE account = ?",
  accounts: `SELECT account FROM holder
    WHERE signer = ? AND account > ? ORDER BY account LIMIT ?`,
  envelope: "SELECT outcome, operations FROM outcome WHERE slot = ? AND account = ?",
  changedAccounts: "SELECT accounts FROM batch WHERE slot = ?",
} as const;

interface Rows {
  batches: BatchColumns;
  batch: BatchColumns;
  auctions: AuctionColumns;
  auction: AuctionColumns;
  curve: { truncated: number; bids: Uint8Array; asks: Uint8Array; rationed: Uint8Array };
  trades: AuctionColumns;
  candles: CandleRecord;
  fillRange: { first: number; fills: number };
  fillsBetween: EventColumns;
  fillsDown: EventColumns;
  fillsUp: EventColumns;
  events: EventColumns;
  firstEvent: { first: number };
  openOrders: OrderColumns;
  allOrders: OrderColumns;
  order: OrderColumns;
  changed: OrderColumns;
  locked: { asset: number; amount: number };
  holder: { signer: Uint8Array | null; open: number };
  accounts: { account: number };
  envelope: { outcome: Outcome; operations: Uint8Array };
  changedAccounts: { accounts: Uint8Array };
}

interface Query<Row> {
  get(...values: unknown[]): Row | undefined;
  all(...values: unknown[]): Row[];
}

export type Queries = { readonly [Name in keyof Rows]: Query<Rows[Name]> };

const NOTHING: Query<never> = { get: () => undefined, all: () => [] };
/** Answers as if nothing had ever happened. */
export const NO_ROWS = Object.fromEntries(
  Object.keys(QUERIES).map((name) => [name, NOTHING]),
) as Readonly<Record<keyof Rows, Query<never>>> as Queries;

export function queriesOf(database: Pick<Database<SequencerPoint>, "prepare">): Queries {
  const prepared = Object.entries(QUERIES).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Queries;
}
