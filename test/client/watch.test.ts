import { pino } from "pino";
import { custom } from "viem";
import { foundry } from "viem/chains";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  ApiUnreachable,
  type BatchSummary,
  type Book,
  createWalrasClient,
  type Trade,
  type Unwatch,
  type WalrasClient,
  type WalrasClientConfig,
} from "../../client/index.ts";
import { type RunningApi, startApi } from "../../sequencer/api/server.ts";
import { Random, SEED } from "../reference/random.ts";
import { FakeExchange } from "../sequencer/api/socket/fakeExchange.ts";

/** Watching through the real server, which comes and goes. */

const listing = {
  name: "test",
  assets: [
    { symbol: "ETH", decimals: 18 },
    { symbol: "AAA", decimals: 0 },
    { symbol: "BBB", decimals: 4 },
  ],
  l1Url: undefined,
  explorerUrl: undefined,
  devnet: true,
};
const log = pino({ level: "silent" });

let fake: FakeExchange;
let api: RunningApi;
let port = 0;
const watches: Unwatch[] = [];

async function start(): Promise<void> {
  const settings = { port, logLevel: "silent", requestsPerMinute: 100_000 } as const;
  const now = (): number => fake.nowMs;
  const given = {
    exchange: fake.exchange,
    listing,
    settings,
    version: "0.0.0",
    webRoot: undefined,
  };
  api = await startApi({ ...given, now, log });
  port = Number(new URL(api.url).port);
}

/** The next slot is run; each trades something in market 0. */
function run(): void {
  fake.tick();
  const slot = fake.collecting - 1;
  fake.seal(slot);
  fake.execute(slot, [slot, 0], [1]);
}

function client(more: Partial<WalrasClientConfig>): WalrasClient {
  const transport = custom({ request: () => Promise.reject(new RangeError("nobody asks L1")) });
  return createWalrasClient({
    chain: foundry,
    transport,
    url: api.url,
    pollingInterval: 50,
    ...more,
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new RangeError(`${what} did not come`);
}

beforeEach(async () => {
  fake = new FakeExchange();
  port = 0;
  await start();
});
afterEach(async () => {
  for (const unwatch of watches.splice(0)) unwatch();
  await api.stop();
});

const ways = [
  ["by socket", { WebSocket }],
  ["by polling", {}],
] as const;

describe.each(ways)("watching %s", (_way, more) => {
  test(`misses no trade and tells none twice, whatever the server does (seed ${SEED})`, async () => {
    const random = new Random(SEED, 47);
    const told: Trade[] = [];
    const errors: Error[] = [];
    run();
    watches.push(
      client(more).watchTrades({
        market: 0,
        onTrade: (trade) => told.push(trade),
        onError: (error) => errors.push(error),
      }),
    );
    await until("the first trade", () => told.length > 0);
    for (let round = 0; round < 5; round++) {
      for (let n = random.below(10); n > 0; n--) run();
      if (random.chance(50)) await until("trades", () => told.length === fake.trades.length);
      await api.stop();
      // Sometimes more than a state holds, so that the rest has to be asked for.
      for (let n = random.pick([0, 3, 70]); n > 0; n--) run();
      await start();
      for (let n = random.below(3); n > 0; n--) run();
    }
    await until("all trades", () => told.length >= fake.trades.length);
    expect(told.map(({ id }) => id)).toEqual(fake.trades.map(({ id }) => id));
    for (const error of errors) expect(error).toBeInstanceOf(ApiUnreachable);
  }, 60_000);

  test("tells each stage of a batch once, and those that were passed meanwhile", async () => {
    const told: BatchSummary[] = [];
    for (let n = 0; n < 60; n++) run();
    const watched = client(more);
    watches.push(watched.watchBatches({ onBatch: (batch) => told.push(batch) }));
    await until("the first state", () => told.length >= 50);
    // What the socket told meanwhile comes behind it.
    const first = told.slice(0, 50).map(({ slot }) => slot);
    expect(first).toEqual([...first].sort((a, b) => a - b));
    await api.stop();
    for (let n = 0; n < 60; n++) run();
    fake.claim();
    await start();
    const claimed = (): number =>
      told.filter(({ stage, slot }) => stage === "claimed" && slot > 11 && slot <= 120).length;
    await until("all claimed", () => claimed() >= 109);
    const states = told.map((batch) => JSON.stringify(batch));
    expect(new Set(states).size).toBe(states.length);
  });

  test("tells the book when it changes, and nothing after the end", async () => {
    const told: Book[] = [];
    const unwatch = client(more).watchBook({ market: 0, onBook: (book) => told.push(book) });
    await until("the book", () => told.length === 1);
    run();
    await until("the next book", () => told.length === 2);
    unwatch();
    run();
    run();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(told.map(({ slot }) => slot)).toEqual([0, 1]);
  });
});

test("watchers of one client share a line, and each has its state", async () => {
  run();
  const sockets: string[] = [];
  class Counted extends WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(url);
    }
  }
  const one = client({ WebSocket: Counted });
  const told: [Trade[], Trade[], Book[]] = [[], [], []];
  watches.push(one.watchTrades({ market: 0, onTrade: (trade) => told[0].push(trade) }));
  await until("the first", () => told[0].length === 1);
  watches.push(one.watchTrades({ market: 0, onTrade: (trade) => told[1].push(trade) }));
  watches.push(one.watchBook({ market: 0, onBook: (book) => told[2].push(book) }));
  await until("the others", () => told[1].length === 1 && told[2].length === 1);
  run();
  await until("the next", () => told[0].length === 2 && told[1].length === 2);
  expect(told[0]).toEqual(told[1]);
  expect(sockets).toHaveLength(1);
});
