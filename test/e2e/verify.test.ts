import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Claim } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { INVALID } from "#protocol/outcomes";
import type { Chunk } from "#protocol/trace";
import { Difference } from "../../circuits-free-verifier/challenger/replayer.ts";
import { type Verified, verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { TestChain } from "./harness.ts";
import { type RpcProxy, startProxy } from "./proxy.ts";
import { type Toured, tour } from "./tour.ts";

let chain: TestChain;
let toured: Toured;
let proxy: RpcProxy;

/** A new chain for a test that leaves none of it as it was. */
async function startOver(): Promise<void> {
  await stop();
  chain = await TestChain.start();
  toured = await tour(chain);
  proxy = await startProxy(chain.devnet.url);
}

async function stop(): Promise<void> {
  await proxy?.stop();
  await chain?.stop();
}

beforeAll(startOver);
afterAll(stop);
beforeEach(() => {
  proxy.meddling = {};
});

const verified = (options: { maxBlocks?: number } = {}): Promise<Verified> =>
  verify({
    rpc: proxy.url,
    settlement: chain.settlement,
    crypto: chain.crypto,
    patience: { attempts: 2, firstDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });

describe("a chain on which everything happens", () => {
  test("verifies, every unit accounted for", async () => {
    const result = await verified();
    expect(result.counts).toEqual({
      slots: 5,
      claims: 4,
      chunks: 9,
      steps: 98,
      envelopes: 7,
      fills: 25,
    });
    expect(result).toMatchObject({
      sealedSlots: 5,
      finalisedClaims: 4,
      generation: 2,
      reorganisations: 0,
      challenger: chain.challenger.toLowerCase(),
      judgedByFraudProof: false,
      misconduct: chain.judge.address.toLowerCase(),
      punishedByMisconduct: false,
    });
    expect(result.stateRoot).toBe(toHex(toured.claims.at(-1)?.stateRoot ?? new Uint8Array()));
    for (const { available, locked, unpaid, unconsumed, escrow } of result.totals) {
      expect(available + locked + unpaid + unconsumed).toBe(escrow);
    }
    const [ether, token] = result.totals;
    expect(ether).toMatchObject({
      escrow: 10_000_000n + 1_000_000n + 5_000_000n - 777n + 4_321n,
      unconsumed: 4_321n,
    });
    expect(token).toMatchObject({ escrow: 100_000n, unpaid: 55n });
  });

  test("finds the seal and the claim that came through another contract", async () => {
    const { settlement, relay, client } = chain;
    const logs = await client.getLogs({ address: settlement, fromBlock: 0n });
    const viaRelay = new Set<string>();
    for (const { transactionHash, topics } of logs) {
      const { to } = await client.getTransaction({ hash: transactionHash });
      if (to === relay) viaRelay.add(topics[0] ?? "");
    }
    expect(viaRelay.size).toBe(2);
    expect(toured.relayedClaim.author).toBe(relay);
    expect((await verified()).counts.claims).toBe(toured.claims.length);
  });

  test("verifies the same however few blocks are read at once", async () => {
    const whole = await verified();
    for (const maxBlocks of [1, 7]) expect(await verified({ maxBlocks })).toEqual(whole);
  });
});

describe("walras verify, a process of its own", () => {
  interface Run {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
  }

  function walras(...args: string[]): Promise<Run> {
    const bin = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
  }

  const run = (...more: string[]): Promise<Run> =>
    walras("verify", "--rpc", proxy.url, "--settlement", chain.settlement, ...more);

  test("0: all is right", async () => {
    const { code, out, err } = await run();
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("roots        9 compared, over 98 steps and 25 fills");
    expect(out).toContain(toHex(toured.claims.at(-1)?.stateRoot ?? new Uint8Array()));
  });

  test("0, as JSON", async () => {
    const { code, out } = await run("--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verified: true,
      counts: { chunks: 9 },
      totals: [{ asset: 0, unconsumed: "4321" }, {}],
    });
  });

  test("1: something differs", async () => {
    proxy.meddling = {
      after: ({ method }, result) => {
        if (method !== "eth_getLogs") return { result };
        const logs = result as { data: Hex }[];
        return {
          result: logs.map((log) => ({ ...log, data: log.data.replace("f39fd6", "f39fd7") })),
        };
      },
    };
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/^differs: .*block \d+, log \d+/);
    const json = await run("--json", "--trust-node");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ verified: false });
  });

  test.each<[string, string[]]>([
    ["no address", ["verify", "--rpc", "http://127.0.0.1:1"]],
    ["a bad address", ["verify", "--rpc", "http://127.0.0.1:1", "--settlement", "0x12"]],
    ["a bad url", ["verify", "--rpc", "ftp://x", "--settlement", `0x${"11".repeat(20)}`]],
    ["an unknown option", ["verify", "--bogus"]],
  ])("2: %s", async (_what, args) => {
    const { code, err } = await walras(...args);
    expect(code).toBe(2);
    expect(err).toContain("error:");
  });

  test("2: no Settlement there, another chain, nobody there", async () => {
    const elsewhere = await walras(
      "verify",
      "--rpc",
      proxy.url,
      "--settlement",
      `0x${"11".repeat(20)}`,
    );
    expect(elsewhere).toMatchObject({
      code: 2,
      err: expect.stringContaining("no Settlement at this address"),
    });
    expect(await run("--chain-id", "1")).toMatchObject({
      code: 2,
      err: expect.stringContaining("L1 is another chain: got 31337, expected chain id 1"),
    });
    proxy.meddling = { before: () => "drop" };
    expect(await run()).toMatchObject({
      code: 2,
      err: expect.stringContaining("L1 does not answer"),
    });
  });
});

describe("money that is not there", () => {
  test("less ether than escrow, bonds and debts", async () => {
    const { client, settlement } = chain;
    const held = await client.getBalance({ address: settlement });
    const set = (value: bigint): Promise<unknown> =>
      client.request({
        method: "anvil_setBalance",
        params: [settlement, `0x${value.toString(16)}`],
      } as never);
    await set(held - 1n);
    await expect(verified()).rejects.toMatchObject({ code: "storageDiffers", given: held - 1n });
    await set(held + 1n);
    await expect(verified()).resolves.toMatchObject({ chainId: chain.devnet.chainId });
  });
});

describe("a claim that lives and is wrong", () => {
  async function postBond(): Promise<void> {
    await chain.follow();
    const { address } = chain.party(0);
    if (chain.log.money.bond("claimant", address.toLowerCase()) > 0n) return;
    await chain.call(chain.party(0), "postBond", [2, address], {
      value: chain.deployment.claimantBond,
    });
  }

  /** Posts a claim of a new slot whose chunks were changed; the state goes back to before it. */
  async function forge(change: (chunks: Chunk[]) => Chunk[]): Promise<Claim> {
    await postBond();
    await chain.follow();
    const { deployment } = chain;
    const before = chain.state.snapshot();
    const slot = chain.log.facts.lastSealed + 2;
    const late = chain.closeOf(slot) + deployment.sealDelay + 1;
    await chain.call(chain.party(5), "sealEmpty", [slot, chain.log.facts.inboxEndOf(slot)], {
      at: Math.max(late, chain.now() + 1),
    });
    const chunks = await chain.produce();
    const claim = await chain.postClaim(change(chunks), chain.state);
    chain.state.restore(before);
    return claim;
  }

  test.each<[string, (chunks: Chunk[]) => Chunk[], { chunk: number; reason: number }]>([
    [
      "a chunk made up",
      (all) => [{ root: new Uint8Array(32), records: new Uint8Array() }, ...all],
      { chunk: 0, reason: INVALID.rootMismatch },
    ],
    [
      "a record too many",
      (all) => all.map((chunk) => ({ ...chunk, records: Uint8Array.of(1) })),
      { chunk: 0, reason: INVALID.recordLeftOver },
    ],
    ["a chunk twice", (all) => [...all, ...all], { chunk: 1, reason: INVALID.noFact }],
  ])(
    "%s: slot, claim, chunk and step are named; killed, it is forgiven",
    async (_what, change, expected) => {
      const claim = await forge(change);
      const error = await verified().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Difference);
      expect(error).toMatchObject({
        claim: claim.index,
        slot: claim.slot,
        step: expect.any(Number),
        ...expected,
      });
      await chain.kill(claim, chain.party(9).address);
      await postBond();
      const { index, generation } = await chain.claim();
      expect(await verified()).toMatchObject({ generation, counts: { claims: index } });
    },
  );
});

describe("while L1 reorganises", () => {
  beforeEach(startOver);

  /** At the nth request for logs, something happens to L1. */
  function atRequest(nth: number, happening: () => Promise<void>): void {
    let seen = 0;
    proxy.meddling = {
      before: async ({ method }) => {
        if (method === "eth_getLogs" && ++seen === nth) await happening();
        return undefined;
      },
    };
  }

  test.each([3, 6, 9])("at request %i: blocks are replaced, their claims gone", async (nth) => {
    let removed = 0;
    atRequest(nth, async () => {
      const tip = Number(await chain.client.getBlockNumber());
      removed = await claimsAbove(tip - 20);
      await chain.devnet.reorganise(20);
    });
    const result = await verified({ maxBlocks: 5 });
    expect(removed).toBeGreaterThan(0);
    proxy.meddling = {};
    expect(result).toEqual({ ...(await verified()), reorganisations: result.reorganisations });
  });

  test("after all was read: it goes on to what is there now", async () => {
    let once = true;
    let before = 0;
    proxy.meddling = {
      after: async ({ method }, result) => {
        if (method === "eth_getBalance" && once) {
          once = false;
          before = Number(await chain.client.getBlockNumber());
          await chain.devnet.reorganise(3);
          await chain.deposit(6, toured.traders[0], 0, 99n);
        }
        return { result };
      },
    };
    const result = await verified();
    expect(once).toBe(false);
    expect(result.block).toBe(before + 1);
    expect(result.reorganisations).toBe(1);
    proxy.meddling = {};
    expect(await verified()).toEqual({ ...result, reorganisations: 0 });
  });

  test("to a chain on which Settlement was deployed anew", async () => {
    const depth = Number(await chain.client.getBlockNumber()) - 1;
    atRequest(4, () => chain.devnet.reorganise(depth));
    await expect(verified({ maxBlocks: 5 })).rejects.toMatchObject({ code: "noSettlement" });
  });

  async function claimsAbove(block: number): Promise<number> {
    const logs = await chain.client.getLogs({
      address: chain.settlement,
      fromBlock: BigInt(block + 1),
    });
    return logs.filter(({ data }) => data.length > 2_000).length;
  }
});
