import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { hashClaim } from "../../circuits-free-verifier/l1/claimHash.ts";
import type { Claim } from "../../circuits-free-verifier/l1/eventTypes.ts";
import { settlementAbi } from "../../circuits-free-verifier/l1/generated/settlement.ts";
import { hexToBytes, toHex } from "../../circuits-free-verifier/protocol/bytes.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import { foldProof } from "../../circuits-free-verifier/protocol/foldProof.ts";
import type { Operation } from "../../circuits-free-verifier/protocol/operation.ts";
import { decodeReceipt, isReceiptOf } from "../../circuits-free-verifier/protocol/receipt.ts";
import type { Listing } from "../../sequencer/api/exchange.ts";
import type { ROUTES, RouteName } from "../../sequencer/api/schema/routes.ts";
import { type RunningApi, startApi } from "../../sequencer/api/server.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import { posted, VERSION } from "../sequencer/api/apiFixture.ts";
import { faultsOf, seen } from "../sequencer/api/contract.ts";
import { type Trader, World } from "./world.ts";

const listing: Listing = {
  name: "Devnet",
  assets: [
    { symbol: "ETH", decimals: 18 },
    { symbol: "BASE", decimals: 18 },
  ],
  l1Url: undefined,
  explorerUrl: undefined,
  devnet: true,
};

let world: World;
let sequencer: RunningSequencer;
let api: RunningApi;

beforeAll(async () => {
  world = await World.create({ traders: 3, funds: 10_000_000 });
  sequencer = await world.start("main");
  api = await startApi({
    exchange: sequencer.exchange,
    listing,
    settings: { port: 0, requestsPerMinute: 100_000 },
    version: VERSION,
    webRoot: undefined,
    now: () => world.clock.now(),
    log: pino({ level: "silent" }),
  });
});
afterAll(async () => {
  await api.stop();
  await sequencer.stop();
  await world.close();
});

type Body<N extends RouteName> = (typeof ROUTES)[N]["answer"] extends infer S extends z.ZodType
  ? z.output<S>
  : string;

/** Asks, holds the answer against the document, and returns what it carries. */
async function ask<N extends RouteName>(
  name: N,
  path: string,
  init: RequestInit = {},
  status = 200,
): Promise<Body<N>> {
  const answer = await seen(await fetch(`${api.url}${path}`, init));
  expect([answer.status, faultsOf(name, answer)], `${path} ${answer.text}`).toEqual([status, []]);
  const carried: unknown = answer.type?.endsWith("json") ? JSON.parse(answer.text) : answer.text;
  return carried as Body<N>;
}

const place = (side: 0 | 1, tick: number, lots: number): Operation => ({
  kind: "place",
  market: 0,
  side,
  tick,
  lots,
  expiry: 0,
});

async function post(trader: Trader, operations: readonly Operation[], status = 200) {
  const { slot } = await ask("getKey", "/v1/key");
  const envelope = toHex(world.seal(sequencer, trader, operations));
  return await ask("postEnvelope", "/v1/envelopes", posted({ slot, envelope }), status);
}

describe("the API over a running exchange", () => {
  test("takes an order from its envelope to a proof that L1 knows the root of", async () => {
    const [buyer, seller] = world.traders as [Trader, Trader, Trader];
    await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
    await world.goTo(2);
    await sequencer.until(() => sequencer.executor.slot === 1);
    expect(await ask("getReadiness", "/ready")).toMatchObject({ ok: true });
    expect((await ask("getBatches", "/v1/batches")).items).toMatchObject([
      { slot: 2, stage: "collecting", envelopes: null },
      { slot: 1, markets: [{ market: 0, volume: 0 }] },
    ]);

    const { receipt } = await post(buyer, [place(SIDE.buy, 1_010, 5), place(SIDE.buy, 900, 2)]);
    const promise = decodeReceipt(hexToBytes(receipt));
    const signer = hexToBytes(world.deployment.sequencer);
    expect(isReceiptOf(sequencer.context, promise!, signer)).toBe(true);
    await post(seller, [place(SIDE.sell, 990, 3)]);
    expect(await post(buyer, [place(SIDE.buy, 1, 1)], 409)).toMatchObject({
      reasonName: "staleVersion",
    });
    expect(await ask("getEnvelope", "/v1/envelopes/2/1")).toMatchObject({
      stage: "collecting",
      outcome: null,
    });
    expect(await post({ ...buyer, account: 99 }, [place(SIDE.buy, 1, 1)], 422)).toMatchObject({
      reasonName: "unknownAccount",
    });

    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    await sequencer.settled();
    const trades = await ask("getTrades", "/v1/markets/0/trades");
    expect(trades.items).toMatchObject([{ slot: 2, tick: 1_010, lots: 3, fills: 2, surplus: 2 }]);
    expect(await ask("getAuction", "/v1/batches/2/markets/0")).toMatchObject({
      tick: 1_010,
      bids: [
        { tick: 1_010, lots: 5 },
        { tick: 900, lots: 2 },
      ],
      asks: [{ tick: 990, lots: 3 }],
    });
    expect(await ask("getBook", "/v1/markets/0/book")).toMatchObject({
      bids: [
        { tick: 1_010, lots: 2, orders: 1 },
        { tick: 900, lots: 2, orders: 1 },
      ],
      asks: [],
    });
    expect(await ask("getEnvelope", "/v1/envelopes/2/1")).toMatchObject({
      stage: "claimed",
      outcomeName: "applied",
      operations: [{ kind: "place", order: "0-buy-1010-0" }, { order: "0-buy-900-0" }],
    });
    expect((await ask("getOrders", "/v1/accounts/1/orders")).items).toMatchObject([
      { id: "0-buy-900-0", status: "open", left: 2 },
      { id: "0-buy-1010-0", status: "partiallyFilled", left: 2, filled: 3 },
    ]);
    const [fill] = (await ask("getFills", "/v1/accounts/1/fills")).items;
    expect((await ask("getBatchFills", "/v1/batches/2/fills")).items).toContainEqual(fill);
    const csv = await ask("getFillsCsv", "/v1/accounts/1/fills.csv");
    expect(csv.split("\r\n")[1]).toMatch(/,BASE\/ETH,0-buy-1010-0,buy,101,0.00000003,/);
    await ask("getAccount", "/v1/accounts/1");
    await ask("getHistory", "/v1/accounts/1/history");
    await ask("getBalancesCsv", "/v1/accounts/1/balances.csv");
    const found = await ask("findAccounts", `/v1/accounts?signer=${toHex(buyer.signer.address)}`);
    expect(found.items).toMatchObject([{ account: 1, openOrders: 2 }]);
    expect(await ask("getCandles", "/v1/markets/0/candles?interval=60")).toMatchObject([
      { open: 1_010, close: 1_010, lots: 3, trades: 1 },
    ]);
    await provenOnL1("claimed");
  });

  test("keeps for ever what is final", async () => {
    const before = await fetch(`${api.url}/v1/batches/2`);
    expect(before.headers.get("cache-control")).toBe("no-cache");
    await world.goTo(9);
    await sequencer.until(() => sequencer.view?.finalisedIndex === sequencer.view?.tip.index);
    const batch = await ask("getBatch", "/v1/batches/2");
    expect(batch).toMatchObject({ stage: "final", claim: 2 });
    const after = await fetch(`${api.url}/v1/batches/2`);
    expect(after.headers.get("cache-control")).toContain("immutable");
    expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
    const headers = { "if-none-match": String(after.headers.get("etag")) };
    expect((await fetch(`${api.url}/v1/batches/2`, { headers })).status).toBe(304);
    await provenOnL1("final");
  });

  test("answers alike after a restart", async () => {
    const paths = [
      ["getBatch", "/v1/batches/2"],
      ["getAuction", "/v1/batches/2/markets/0"],
      ["getBook", "/v1/markets/0/book"],
      ["getOrders", "/v1/accounts/1/orders"],
      ["getHistory", "/v1/accounts/2/history"],
      ["getAccount", "/v1/accounts/2"],
      ["getBalanceProof", "/v1/accounts/1/balances/0/proof?at=final"],
    ] as const;
    const all = () => Promise.all(paths.map(([name, path]) => ask(name, path)));
    const before = await all();
    await api.stop();
    await sequencer.stop();
    sequencer = await world.start("main", { createDatabase: false });
    api = await startApi({
      exchange: sequencer.exchange,
      listing,
      settings: { port: 0 },
      version: VERSION,
      webRoot: undefined,
      now: () => world.clock.now(),
      log: pino({ level: "silent" }),
    });
    expect(await all()).toEqual(before);
  });
});

/** The buyer's balance and order, up to a root that L1 vouches for. */
async function provenOnL1(at: "claimed" | "final"): Promise<void> {
  const proofs = [
    await ask("getBalanceProof", `/v1/accounts/1/balances/0/proof?at=${at}`),
    await ask("getOrderProof", `/v1/orders/0-buy-1010-0/proof?at=${at}`),
  ];
  for (const { root, gindex, leaf, siblings } of proofs) {
    const path = siblings.map((sibling) => hexToBytes(sibling));
    const folded = foldProof(world.crypto, gindex, hexToBytes(leaf), path);
    expect(toHex(folded!)).toBe(root.stateRoot);
    if (at === "final") expect(await read("isFinalRoot", root.stateRoot)).toBe(true);
    if (at === "claimed") {
      const hash = toHex(hashClaim(claimIn(root)));
      expect(await read("claimHash", BigInt(root.claim?.index ?? 0))).toBe(hash);
    }
  }
  expect(proofs[1]).toMatchObject({ account: 1, left: 2 });
}

async function read(functionName: "claimHash" | "isFinalRoot", of: bigint | string) {
  const { client, settlement: address } = world;
  const call = { abi: settlementAbi, address, functionName, args: [of] };
  return await client.readContract(call as Parameters<typeof client.readContract>[0]);
}

/** The claim with its hashes as bytes. */
function claimIn({ claim }: Body<"getBalanceProof">["root"]): Claim {
  if (claim === null) throw new RangeError("genesis is no claim");
  const { parentHash, chunkRoot, stateRoot } = claim;
  return {
    ...claim,
    parentHash: hexToBytes(parentHash),
    chunkRoot: hexToBytes(chunkRoot),
    stateRoot: hexToBytes(stateRoot),
  };
}
