import type { Hex } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { L1Refused, L1Unreachable } from "#l1/errors";
import type { L1Event } from "#l1/eventTypes";
import { Follower, type FollowOptions } from "#l1/follow";
import { connectL1 } from "#l1/rpc";
import { TestChain } from "./harness.ts";
import { type RpcProxy, startProxy } from "./proxy.ts";

const HASTE = { attempts: 2, firstDelayMs: 1, maxDelayMs: 5 };

let chain: TestChain;
let proxy: RpcProxy;
let fromBlock: number;

beforeAll(async () => {
  chain = await TestChain.start();
  for (const n of [6, 7, 8]) await chain.register(n);
  await chain.devnet.mine(20);
  for (const n of [6, 7, 8]) await chain.deposit(n, 1, 0, 5n);
  fromBlock = 4;
});
afterAll(() => chain.stop());
beforeEach(async () => {
  proxy = await startProxy(chain.devnet.url);
});
afterEach(() => proxy.stop());

function newFollower(options: Partial<FollowOptions> = {}): Follower {
  return new Follower({
    client: connectL1(proxy.url),
    address: chain.settlement,
    chainId: chain.devnet.chainId,
    fromBlock,
    patience: HASTE,
    authenticate: true,
    ...options,
  });
}

/** What a consumer holds that does as it is told. */
class Mirror {
  readonly follower: Follower;
  events: L1Event[] = [];
  readonly rollbacks: number[] = [];

  constructor(follower: Follower) {
    this.follower = follower;
  }

  async catchUp(): Promise<void> {
    for (;;) {
      const { rolledBackTo, events, head, tip } = await this.follower.poll();
      if (rolledBackTo !== undefined) {
        this.rollbacks.push(rolledBackTo);
        this.events = this.events.filter((event) => event.blockNumber <= rolledBackTo);
      }
      this.events.push(...events);
      if (head?.number === tip.number) return;
    }
  }

  /** All that a follower without a past is told. */
  async expectTruth(): Promise<void> {
    const fresh = new Mirror(newFollower());
    await fresh.catchUp();
    expect(this.events).toEqual(fresh.events);
  }
}

describe("tells every event once and in order", () => {
  test.each([1, 3, 7, 1_000])("%i blocks at a time", async (maxBlocks) => {
    const mirror = new Mirror(newFollower({ maxBlocks, window: 4 }));
    await mirror.catchUp();
    expect(mirror.events[0]?.kind).toBe("deployed");
    expect(mirror.events.filter(({ kind }) => kind === "registered")).toHaveLength(3);
    const places = mirror.events.map(({ blockNumber, logIndex }) => blockNumber * 1_000 + logIndex);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    await mirror.expectTruth();
    expect((await mirror.follower.poll()).events).toEqual([]);
  });

  test("from a node that gives few blocks at once", async () => {
    proxy.meddling = {
      before: ({ method, params }) => {
        if (method !== "eth_getLogs") return undefined;
        const { fromBlock: from, toBlock: to } = params[0] as { fromBlock: Hex; toBlock: Hex };
        if (Number(to) - Number(from) < 3) return undefined;
        return { error: { code: -32005, message: "query exceeds max block range 3" } };
      },
    };
    const mirror = new Mirror(newFollower());
    await mirror.catchUp();
    proxy.meddling = {};
    await mirror.expectTruth();
  });

  test("staying behind by a number of blocks", async () => {
    const { head, tip } = await newFollower({ confirmations: 5 }).poll();
    expect(tip.number - (head?.number ?? 0)).toBe(5);
  });
});

describe("reorganisations", () => {
  test.each([
    [1, 1],
    [3, 3],
    [6, 1_000],
  ])("of %i blocks, %i blocks at a time", async (depth, maxBlocks) => {
    const mirror = new Mirror(newFollower({ maxBlocks }));
    await mirror.catchUp();
    const tip = Number(await chain.client.getBlockNumber());
    await chain.devnet.reorganise(depth);
    await chain.deposit(6, 1, 0, BigInt(depth));
    await mirror.catchUp();
    expect(mirror.rollbacks).toEqual([tip - depth]);
    await mirror.expectTruth();
  });

  test("to a shorter chain", async () => {
    const snapshot = await chain.devnet.snapshot();
    await chain.deposit(6, 1, 0, 8n);
    await chain.devnet.mine(3);
    const mirror = new Mirror(newFollower());
    await mirror.catchUp();
    const tip = Number(await chain.client.getBlockNumber());
    await chain.devnet.revert(snapshot);
    await mirror.catchUp();
    expect(mirror.rollbacks).toEqual([tip - 4]);
    await mirror.expectTruth();
  });

  test("deeper than the window: everything is told anew", async () => {
    const mirror = new Mirror(newFollower({ window: 2 }));
    await mirror.catchUp();
    await chain.devnet.reorganise(5);
    await mirror.catchUp();
    expect(mirror.rollbacks).toEqual([fromBlock - 1]);
    await mirror.expectTruth();
  });

  test("while L1 is away in between: the rollback is not lost", async () => {
    const mirror = new Mirror(newFollower());
    await chain.deposit(6, 1, 0, 9n);
    await mirror.catchUp();
    await chain.devnet.reorganise(2);
    proxy.meddling = { before: ({ method }) => (method === "eth_getLogs" ? "drop" : undefined) };
    await expect(mirror.catchUp()).rejects.toBeInstanceOf(L1Unreachable);
    proxy.meddling = {};
    await mirror.catchUp();
    expect(mirror.rollbacks).toHaveLength(1);
    await mirror.expectTruth();
  });

  test("between two questions of one poll", async () => {
    const mirror = new Mirror(newFollower());
    await chain.deposit(6, 1, 0, 10n);
    await chain.deposit(6, 1, 0, 11n);
    let once = true;
    proxy.meddling = {
      after: async ({ method }, result) => {
        if (method === "eth_getLogs" && once) {
          once = false;
          await chain.devnet.reorganise(2);
        }
        return { result };
      },
    };
    await mirror.catchUp();
    expect(once).toBe(false);
    await mirror.expectTruth();
  });
});

describe("an L1 that is away or answers wrongly", () => {
  const answers = (method: string, change: (result: never) => unknown): void => {
    proxy.meddling = {
      after: (call, result) => ({
        result: call.method === method ? change(result as never) : result,
      }),
    };
  };
  const log = (change: object) => (logs: object[]) =>
    logs.map((entry) => ({ ...entry, ...change }));

  test("is asked again, and then said to be away", async () => {
    proxy.meddling = { before: () => ({ status: 503, text: "busy" }) };
    await expect(newFollower().poll()).rejects.toMatchObject({
      code: "l1Unreachable",
      retryable: true,
    });
    expect(proxy.calls).toHaveLength(HASTE.attempts);
  });

  test("for a moment only: goes unnoticed", async () => {
    const asked = new Set<string>();
    const isNew = (question: string): boolean => asked.size < asked.add(question).size;
    proxy.meddling = {
      before: ({ method, params }) =>
        isNew(`${method} ${JSON.stringify(params)}`) ? "drop" : undefined,
    };
    await expect(newFollower().poll()).resolves.toMatchObject({ events: expect.anything() });
  });

  test("with an error of its own", async () => {
    proxy.meddling = { before: () => ({ error: { code: -32601, message: "no such method" } }) };
    await expect(newFollower().poll()).rejects.toBeInstanceOf(L1Refused);
  });

  test("with what is no JSON", async () => {
    proxy.meddling = { before: () => ({ status: 200, text: "<html>" }) };
    await expect(newFollower().poll()).rejects.toMatchObject({
      name: expect.stringMatching(/^L1/),
    });
  });

  test("with another chain, from the start or later", async () => {
    await expect(newFollower({ chainId: 1 }).poll()).rejects.toMatchObject({ code: "wrongChain" });
    const follower = newFollower();
    await follower.poll();
    answers("eth_chainId", () => "0x1");
    await expect(follower.poll()).rejects.toMatchObject({ code: "wrongChain" });
  });

  test.each<[what: string, method: string, change: (result: never) => unknown, code: string]>([
    ["no list", "eth_getLogs", () => ({}), "l1WrongAnswer"],
    ["another address", "eth_getLogs", log({ address: `0x${"11".repeat(20)}` }), "l1WrongAnswer"],
    ["a block not asked for", "eth_getLogs", log({ blockNumber: "0x2" }), "l1WrongAnswer"],
    ["no place", "eth_getLogs", log({ logIndex: null }), "l1WrongAnswer"],
    ["removed logs", "eth_getLogs", log({ removed: true }), "l1WrongAnswer"],
    ["no topics", "eth_getLogs", log({ topics: "0x" }), "l1WrongAnswer"],
    ["a foreign block", "eth_getLogs", log({ blockHash: `0x${"22".repeat(32)}` }), "l1Moved"],
    ["wrong order", "eth_getLogs", (logs: object[]) => logs.toReversed(), "l1WrongAnswer"],
    ["one log less", "eth_getLogs", (logs: object[]) => logs.slice(0, -1), "logNotCommitted"],
    [
      "another time",
      "eth_getBlockByNumber",
      (block: object) => ({ ...block, timestamp: "0x1" }),
      "l1WrongAnswer",
    ],
    [
      "a short hash",
      "eth_getBlockByNumber",
      (block: object) => ({ ...block, hash: "0x12" }),
      "l1WrongAnswer",
    ],
    [
      "another number",
      "eth_getBlockByNumber",
      (block: object) => ({ ...block, number: "0x9" }),
      "l1WrongAnswer",
    ],
    ["no block", "eth_getBlockByNumber", () => null, "l1Moved"],
    ["no receipts", "eth_getBlockReceipts", () => null, "l1WrongAnswer"],
    [
      "one receipt less",
      "eth_getBlockReceipts",
      (all: object[]) => all.slice(1),
      "logNotCommitted",
    ],
    ["no receipt", "eth_getBlockReceipts", () => [{ logs: 7 }], "l1WrongAnswer"],
  ])("with %s to %s", async (_what, method, change, code) => {
    answers(method, change);
    await expect(newFollower().poll()).rejects.toMatchObject({ code });
  });
});
