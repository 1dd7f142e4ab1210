import type { Database } from "../../storage/database.ts";
import type { MarketFigures, SlotFigures } from "../figures.ts";
import type { SequencerPoint } from "../store/schema.ts";
import { CANDLE_SECONDS } from "./candles.ts";
import { auctionId } from "./ids.ts";
import { packCounts, packLevels, packOperations, packRationed, packRising } from "./packed.ts";
import {
  type AuctionRow,
  ENDINGS,
  EVENT_NUMBERS,
  type EventRow,
  type SlotHistory,
} from "./rows.ts";
import { HISTORY_NAMES } from "./tables.ts";
import { closeOfSlot, type SlotTimes } from "./times.ts";

export interface WrittenSlot {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly chunksEnd: number;
  readonly figures: SlotFigures;
  readonly history: SlotHistory;
}

/** Writes the history inside of the transaction that the caller has begun. */
export class HistoryWriter {
  readonly #times: SlotTimes;
  readonly #statements;
  readonly #clear;

  constructor(database: Database<SequencerPoint>, times: SlotTimes) {
    this.#times = times;
    this.#statements = statements(database);
    this.#clear = HISTORY_NAMES.map((table) => database.prepare(`DELETE FROM ${table}`));
  }

  clear(): void {
    for (const statement of this.#clear) statement.run();
  }

  write({ slot, root, chunksEnd, figures, history }: WrittenSlot): void {
    const { events } = history;
    const first = this.#nextEvent();
    for (const [n, event] of events.entries()) this.#event(first + n, slot, event);
    const fills = events.findIndex(({ kind }) => kind === "filled");
    this.#statements.batch.run(
      ...[slot, chunksEnd, history.voided ? 1 : 0, root],
      ...[figures.envelopes, figures.skipped, figures.applied, figures.inbox, figures.expired],
      ...[figures.steps, figures.chunks, first, first + Math.max(0, fills)],
      ...[events.reduce((count, { kind }) => count + (kind === "filled" ? 1 : 0), 0)],
      ...[packCounts(figures.rejected), packRising(history.accounts)],
    );
    for (const [n, auction] of history.auctions.entries()) {
      const market = figures.markets[n];
      if (market !== undefined) this.#auction(slot, market, auction);
    }
    for (const { account, outcome, operations } of history.envelopes)
      this.#statements.outcome.run(slot, account, outcome, packOperations(operations));
    for (const [account, signer] of history.signers) this.#statements.signer.run(account, signer);
    for (const [account, by] of history.open) this.#statements.open.run(account, by);
    for (const { account, asset, amount } of history.locked)
      this.#statements.locked.run(account, asset, amount);
  }

  #nextEvent(): number {
    return (this.#statements.lastEvent.get()?.id ?? 0) + 1;
  }

  #event(id: number, slot: number, event: EventRow): void {
    const { account, kind, outcome, asset, amount, market, side, tick, position, lots } = event;
    const forced = event.forced ? 1 : 0;
    const what = EVENT_NUMBERS[kind];
    const { place, fill, end, event: put } = this.#statements;
    const { price, fee } = event;
    // Not by spreading lists, which costs more than SQLite does.
    // biome-ignore format: as the table has them
    put.run(id, slot, account, what, forced, outcome, asset, amount, market, side, tick, position, lots, price, fee);
    switch (kind) {
      case "placed":
        place.run(id, market, side, tick, position, account, lots, slot, event.expiry, slot);
        break;
      case "filled":
        fill.run(lots, event.whole ? FILLED : OPEN, slot, market, side, tick, position);
        break;
      case "cancelled":
      case "expired":
        end.run(ENDINGS.indexOf(kind), slot, market, side, tick, position);
        break;
    }
  }

  #auction(slot: number, figures: MarketFigures, row: AuctionRow): void {
    const { market, tick, volume, surplus, fills, fee } = figures;
    const id = auctionId(slot, market);
    const { lastTick, truncated, bids, asks, rationed } = row;
    this.#statements.auction.run(id, market, tick, volume, surplus, fills, fee, lastTick);
    const levels = [packLevels(bids), packLevels(asks)];
    this.#statements.curve.run(id, truncated ? 1 : 0, ...levels, packRationed(rationed));
    if (volume === 0) return;
    const time = closeOfSlot(this.#times, slot);
    for (const seconds of CANDLE_SECONDS) {
      const begin = time - (time % seconds);
      this.#statements.candle.run(market, seconds, begin, tick, tick, tick, tick, volume);
    }
  }
}

const OPEN = ENDINGS.indexOf(undefined);
const FILLED = ENDINGS.indexOf("filled");

function statements(database: Database<SequencerPoint>) {
  const insert = (table: string, columns: number) =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
  const ofRef = "market = ? AND side = ? AND tick = ? AND position = ?";
  return {
    lastEvent: database.prepare<{ id: number }>("SELECT max(id) AS id FROM event"),
    batch: insert("batch", 16),
    event: insert("event", 15),
    auction: insert("auction", 8),
    curve: insert("curve", 5),
    outcome: insert("outcome", 4),
    place: database.prepare(
      `INSERT INTO placed (id, market, side, tick, position, account, lots, filled, ended, slot, expiry, updated)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)`,
    ),
    fill: database.prepare(
      `UPDATE placed SET filled = filled + ?, ended = ?, updated = ? WHERE ${ofRef}`,
    ),
    end: database.prepare(`UPDATE placed SET ended = ?, updated = ? WHERE ${ofRef}`),
    candle: database.prepare(
      `INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT (market, seconds, time) DO UPDATE SET high = max(high, excluded.high),
         low = min(low, excluded.low), close = excluded.close, lots = lots + excluded.lots,
         trades = trades + 1`,
    ),
    signer: database.prepare(
      `INSERT INTO holder (account, signer, open_orders) VALUES (?, ?, 0)
       ON CONFLICT (account) DO UPDATE SET signer = excluded.signer`,
    ),
    open: database.prepare(
      `INSERT INTO holder (account, open_orders) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET open_orders = open_orders + excluded.open_orders`,
    ),
    locked: database.prepare(
      `INSERT INTO locked VALUES (?, ?, ?)
       ON CONFLICT (account, asset) DO UPDATE SET amount = amount + excluded.amount`,
    ),
  };
}
