import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MOST_PARTS } from "../../../sequencer/history/candles.ts";
import type { CandleRecord, TradeRecord } from "../../../sequencer/history/history.ts";
import { SqliteHistory } from "../../../sequencer/history/sqliteHistory.ts";
import { HISTORY_TABLES } from "../../../sequencer/history/tables.ts";
import { openStore, type SequencerStore } from "../../../sequencer/store/sqlite.ts";
import { Random, SEED } from "../../reference/random.ts";

/** Trades of one market over some days, written slot by slot as execution would. */

const [GENESIS, INTERVAL, MARKET] = [1_000_000_007, 50, 3];
const deployment = {
  genesisTime: GENESIS,
  interval: INTERVAL,
  operatorSigner: `0x${"11".repeat(20)}`,
};
const timeOf = (slot: number): number => GENESIS + slot * INTERVAL;

let directory = "";
let store: SequencerStore;
let trades: Pick<TradeRecord, "slot" | "tick" | "volume">[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-candles-"));
  const path = join(directory, "history.db");
  store = openStore({ path, create: true, chainId: 1, settlement: "0x00", deployment });
  const random = new Random(SEED, 72);
  trades = [];
  for (let slot = 1, n = 0; n < 400; n++, slot += random.magnitude(2_000)) {
    const volume = random.chance(80) ? random.magnitude(1_000) : 0;
    const tick = random.between(90, 110);
    if (volume > 0) trades.push({ slot, tick, volume });
    save(slot, tick, volume, n);
  }
});
afterAll(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function save(slot: number, tick: number, volume: number, n: number): void {
  const market = { market: MARKET, tick, volume, surplus: 0, fills: 2, fee: 0 };
  const counts = {
    envelopes: 0,
    skipped: 0,
    applied: 0,
    inbox: 0,
    expired: 0,
    steps: 1,
    chunks: 1,
  };
  const bytes = new Uint8Array(32);
  const book = { lastTick: 100, bids: [], asks: [], truncated: false, rationed: undefined };
  const trace = {
    ...{ slot, chunks: [], facts: bytes, inboxStart: 0, root: bytes, leaves: [] },
    figures: { slot, ...counts, rejected: {}, markets: [market] },
    history: {
      ...{ voided: false, events: [], envelopes: [], accounts: [], locked: [] },
      ...{ signers: new Map(), open: new Map(), auctions: [{ market: MARKET, ...book }] },
    },
  };
  store.trace.save(trace, n, false);
}

/** Straight from the trades. */
function naiveCandles(seconds: number, from: number, to: number, limit: number): CandleRecord[] {
  const begins = [...new Set(trades.map(({ slot }) => timeOf(slot) - (timeOf(slot) % seconds)))];
  const within = begins.filter((time) => time >= from && time < to);
  return within.slice(-limit).map((time) => {
    const of = trades.filter(({ slot }) => timeOf(slot) >= time && timeOf(slot) < time + seconds);
    const ticks = of.map(({ tick }) => tick);
    return {
      ...{ time, open: ticks[0] ?? 0, close: ticks.at(-1) ?? 0 },
      ...{ high: Math.max(...ticks), low: Math.min(...ticks) },
      ...{ lots: of.reduce((sum, { volume }) => sum + volume, 0), trades: of.length },
    };
  });
}

describe(`prices by interval (WALRAS_SEED=${SEED})`, () => {
  const lengths = [1, 7, 60, 61, 300, 900, 2_700, 3_600, 5_400, 10_000, 86_400, 604_800];
  test.each(lengths)("%s seconds, as added up from single trades", (seconds) => {
    const random = new Random(SEED, 73);
    for (let n = 0; n < 20; n++) {
      const limit = random.between(1, 500);
      const [from, to] = [random.below(400_000), random.below(400_000)].map((t) => timeOf(t));
      if (from === undefined || to === undefined) continue;
      const found = store.history.candles(MARKET, seconds, { from, to, limit });
      expect(found).toEqual(naiveCandles(seconds, from, to, limit));
    }
    const found = store.history.candles(MARKET, seconds, { limit: 1_000 });
    expect(found).toEqual(naiveCandles(seconds, 0, Number.POSITIVE_INFINITY, 1_000));
    expect(store.history.candles(MARKET + 1, seconds, { limit: 10 })).toEqual([]);
  });

  test("trades page by page, and between two times", () => {
    const newest = trades.toReversed();
    const pages: TradeRecord[] = [];
    for (let before: number | undefined; ; before = pages.at(-1)?.id) {
      const page = store.history.trades(MARKET, { before, limit: 7 });
      if (page.length === 0) break;
      pages.push(...page);
    }
    const plain = pages.map(({ slot, tick, volume }) => ({ slot, tick, volume }));
    expect(plain).toEqual(newest);
    const [first, last] = [trades[100], trades[110]];
    if (first === undefined || last === undefined) throw new RangeError("too few trades");
    const times = { from: timeOf(first.slot), to: timeOf(last.slot) };
    const between = store.history.trades(MARKET, { ...times, limit: 100 });
    expect(between.map(({ slot }) => slot)).toEqual(
      trades
        .slice(100, 110)
        .map(({ slot }) => slot)
        .toReversed(),
    );
  });
});

// An interval of 59 minutes is made of minutes: thousands of them would otherwise be a million.
test.each([3_540, 7_260, 604_740])("%s seconds: from a limited number of parts", (seconds) => {
  const database = new Sqlite(":memory:");
  database.exec(HISTORY_TABLES);
  const put = database.prepare("INSERT INTO candle VALUES (0, 60, ?, 5, 5, 5, 5, 1, 1)");
  for (let minute = 0; minute < 2 * MOST_PARTS; minute++) put.run(minute * 60);
  const found = new SqliteHistory(database, deployment).candles(0, seconds, { limit: 1_000 });
  const parts = found.reduce((sum, { trades }) => sum + trades, 0);
  expect(parts).toBeLessThanOrEqual(MOST_PARTS);
  // None is told in part but the newest, which still grows.
  for (const { lots } of found.slice(0, -1)) expect(lots).toBe(seconds / 60);
  const kept = new SqliteHistory(database, deployment).candles(0, 300, { limit: 1_000 });
  expect(kept.length).toBe(1_000);
  database.close();
});
