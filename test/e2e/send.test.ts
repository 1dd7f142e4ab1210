import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeFunctionData, type Hex, parseTransaction } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Call } from "#l1/call";
import { L1Unreachable, NonceTaken, TransactionReverted, TransactionStuck } from "#l1/errors";
import { settlementAbi } from "#l1/generated/settlement";
import { connectL1 } from "#l1/rpc";
import { Sender, type SenderOptions } from "#l1/send";
import { FileStore } from "../l1/fileStore.ts";
import { TestChain } from "./harness.ts";
import { type RpcProxy, startProxy } from "./proxy.ts";

const HASTE = { attempts: 2, firstDelayMs: 1, maxDelayMs: 5 };
const SENDER = 10;

let chain: TestChain;
let proxy: RpcProxy;
let folder: string;
let store: FileStore;

beforeAll(async () => {
  chain = await TestChain.start();
});
afterAll(() => chain.stop());
beforeEach(async () => {
  proxy = await startProxy(chain.devnet.url);
  folder = mkdtempSync(join(tmpdir(), "walras-send-"));
  store = new FileStore(join(folder, "transactions"));
  await chain.devnet.setAutomine(true);
});
afterEach(async () => {
  await proxy.stop();
  rmSync(folder, { recursive: true });
});

function newSender(options: Partial<SenderOptions> = {}): Sender {
  return new Sender({
    client: connectL1(proxy.url),
    chainId: chain.devnet.chainId,
    account: privateKeyToAccount(chain.party(SENDER).privateKey),
    store,
    patience: HASTE,
    pollMs: 5,
    ...options,
  });
}

/** Registers an account: as often as it is mined, the count of accounts rises. */
const registration = (key: string): Call => ({
  key,
  to: chain.settlement,
  data: encodeFunctionData({
    abi: settlementAbi,
    functionName: "register",
    args: [chain.party(SENDER).address],
  }),
  value: chain.deployment.registrationFee,
});

const accounts = async (): Promise<number> =>
  await chain.client.readContract({
    abi: settlementAbi,
    address: chain.settlement,
    functionName: "accountCount",
  });

describe("what L1 would not take is refused before anything is kept or sent", () => {
  const bytes = (count: number): Hex => `0x${"01".repeat(count)}`;

  test.each([
    ["140,000 bytes of data", 140_000],
    ["a byte too many with all that is around the data", 131_072 - 110],
  ])("%s", async (_what, count) => {
    const call = { key: "big", to: chain.party(1).address, data: bytes(count) };
    await expect(newSender().send(call)).rejects.toMatchObject({ code: "transactionTooLarge" });
    expect(store.load()).toEqual([]);
    expect(proxy.calls).not.toContain("eth_sendRawTransaction");
  });

  test("anvil would have taken 140,000 bytes", async () => {
    const account = privateKeyToAccount(chain.party(9).privateKey);
    const raw = await account.signTransaction({
      chainId: chain.devnet.chainId,
      nonce: await chain.client.getTransactionCount({ address: account.address }),
      gas: 16_000_000n,
      maxFeePerGas: 10n ** 11n,
      to: chain.party(1).address,
      data: bytes(140_000),
    });
    const hash = await chain.client.request({ method: "eth_sendRawTransaction", params: [raw] });
    const receipt = await chain.client.waitForTransactionReceipt({ hash, pollingInterval: 10 });
    expect(receipt.status).toBe("success");
  });

  test.each([
    // PUSH3 770048, then down to 0: 26 gas a round.
    ["20 million gas", "0x620bc0005b6001900380600457" as Hex],
    ["gas without end", "0x5b600056" as Hex],
  ])("%s, which anvil would have given", async (_what, data) => {
    await expect(newSender().send({ key: "hungry", data })).rejects.toMatchObject({
      code: "transactionTooExpensive",
    });
    expect(store.load()).toEqual([]);
    expect(proxy.calls).not.toContain("eth_sendRawTransaction");
  });
});

describe("each key happens once", () => {
  test("asked for twice at once, and again later", async () => {
    const before = await accounts();
    const sender = newSender();
    const [a, b] = await Promise.all([
      sender.send(registration("once")),
      sender.send(registration("once")),
    ]);
    expect(a).toEqual(b);
    expect((await sender.send(registration("once"))).hash).toBe(a.hash);
    expect((await newSender().send(registration("once"))).hash).toBe(a.hash);
    expect(await accounts()).toBe(before + 1);
  });

  test("several keys at once get nonces in a row", async () => {
    const before = await accounts();
    const sender = newSender();
    const sent = await Promise.all(["a", "b", "c"].map((key) => sender.send(registration(key))));
    expect(new Set(sent.map(({ blockNumber }) => blockNumber)).size).toBe(3);
    expect(await accounts()).toBe(before + 3);
  });

  test("kept, but L1 was gone before it was sent", async () => {
    const before = await accounts();
    proxy.meddling = {
      before: ({ method }) => (method === "eth_sendRawTransaction" ? "drop" : undefined),
    };
    await expect(newSender().send(registration("lost"))).rejects.toBeInstanceOf(L1Unreachable);
    expect(store.load()).toHaveLength(1);
    expect(await accounts()).toBe(before);
    proxy.meddling = {};
    const successor = newSender();
    expect(await successor.resume()).toEqual(["lost"]);
    const sent = await successor.send(registration("lost"));
    expect(sent.hash).toBe(store.load()[0]?.hash);
    expect(await accounts()).toBe(before + 1);
  });

  test("sent, but L1 was gone before it answered", async () => {
    const before = await accounts();
    proxy.meddling = {
      after: ({ method }, result) => (method === "eth_sendRawTransaction" ? "drop" : { result }),
    };
    await expect(newSender().send(registration("unsure"))).resolves.toMatchObject({
      key: "unsure",
    });
    proxy.meddling = {};
    expect(await newSender().resume()).toEqual([]);
    await newSender().send(registration("unsure"));
    expect(await accounts()).toBe(before + 1);
  });

  test.each(["save", "send"])("the process is killed right after %s", async (when) => {
    const before = await accounts();
    await expect(runAndDie(when)).resolves.toBe("SIGKILL");
    expect(store.load()).toHaveLength(1);
    expect(await accounts()).toBe(before + (when === "save" ? 0 : 1));
    const successor = newSender();
    await successor.resume();
    const sent = await successor.send(registration("killed"));
    expect(sent.hash).toBe(store.load()[0]?.hash);
    expect(store.load()).toHaveLength(1);
    expect(await accounts()).toBe(before + 1);
  });

  /** A process of its own that registers an account and is killed at a point of its way; gives the signal. */
  function runAndDie(when: string): Promise<NodeJS.Signals | null> {
    const dist = new URL("../../dist/circuits-free-verifier/l1/", import.meta.url);
    const script = `
      import { appendFileSync } from "node:fs";
      import { privateKeyToAccount } from "viem/accounts";
      import { connectL1 } from "${dist}rpc.js";
      import { Sender } from "${dist}send.js";
      const { url, chainId, key, path, call, when } = JSON.parse(process.env.PLAN);
      const die = () => process.kill(process.pid, "SIGKILL");
      const store = {
        load: () => [],
        save(save) {
          appendFileSync(path, JSON.stringify({ save }) + "\\n", { flush: true });
          if (when === "save") die();
        },
        remove() {},
      };
      const client = connectL1(url);
      const request = client.request;
      client.request = async (asked) => {
        const answer = await request(asked);
        if (asked.method === "eth_sendRawTransaction") die();
        return answer;
      };
      const account = privateKeyToAccount(key);
      await new Sender({ client, chainId, account, store }).send({ ...call, value: BigInt(call.value) });
    `;
    const call = registration("killed");
    const plan = {
      url: chain.devnet.url,
      chainId: chain.devnet.chainId,
      key: chain.party(SENDER).privateKey,
      path: join(folder, "transactions"),
      call: { ...call, value: String(call.value) },
      when,
    };
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, PLAN: JSON.stringify(plan), NODE_OPTIONS: "" },
      stdio: ["ignore", "inherit", "inherit"],
    });
    return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  }
});

describe("on its way", () => {
  test("a stuck transaction is outbid under the same nonce", async () => {
    const before = await accounts();
    await chain.devnet.setAutomine(false);
    const sender = newSender({ stuckMs: 30 });
    const sending = sender.send(registration("stuck"));
    await until(() => store.load().length >= 3);
    await chain.devnet.setAutomine(true);
    await chain.devnet.mine();
    const sent = await sending;
    const stored = store.load();
    expect(new Set(stored.map((transaction) => transaction.nonce)).size).toBe(1);
    const fees = stored.map(({ raw }) => parseTransaction(raw).maxPriorityFeePerGas ?? 0n);
    for (const [n, fee] of fees.entries())
      if (n > 0) expect(fee * 10n).toBeGreaterThan((fees[n - 1] ?? 0n) * 11n);
    expect(stored.map(({ hash }) => hash)).toContain(sent.hash);
    expect(await accounts()).toBe(before + 1);
  });

  test("fees stop rising at the most that is allowed, and waiting ends with what may be tried again", async () => {
    await chain.devnet.setAutomine(false);
    const sender = newSender({ stuckMs: 10, giveUpMs: 300, mostFeePerGas: 4n * 10n ** 9n });
    await expect(sender.send(registration("poor"))).rejects.toBeInstanceOf(TransactionStuck);
    for (const { raw } of store.load()) {
      expect(parseTransaction(raw).maxFeePerGas).toBeLessThanOrEqual(4n * 10n ** 9n);
    }
    await chain.devnet.setAutomine(true);
    await chain.devnet.mine();
    await expect(sender.send(registration("poor"))).resolves.toMatchObject({ key: "poor" });
  });

  test("what a reorganisation removed is sent again as it was", async () => {
    const before = await accounts();
    const sender = newSender();
    const { hash } = await sender.send(registration("reorganised"));
    await chain.devnet.reorganise(1);
    expect(await accounts()).toBe(before);
    expect(await sender.resume()).toEqual(["reorganised"]);
    expect((await sender.send(registration("reorganised"))).hash).toBe(hash);
    expect(await accounts()).toBe(before + 1);
    expect(await sender.resume()).toEqual([]);
  });

  test("dropped by L1's node, it is sent again while waiting", async () => {
    const before = await accounts();
    await chain.devnet.setAutomine(false);
    const sending = newSender().send(registration("dropped"));
    await until(() => proxy.calls.includes("eth_getTransactionByHash"));
    await chain.client.request({
      method: "anvil_dropTransaction",
      params: [store.load()[0]?.hash],
    } as never);
    const sends = (): number =>
      proxy.calls.filter((call) => call === "eth_sendRawTransaction").length;
    await until(() => sends() === 2);
    await chain.devnet.setAutomine(true);
    await chain.devnet.mine();
    await sending;
    expect(await accounts()).toBe(before + 1);
  });
});

describe("what cannot be mended is told", () => {
  test("a revert foreseen: the contract's error, nothing kept", async () => {
    const call = { ...registration("cheap"), value: 1n };
    const sending = newSender().send(call);
    await expect(sending).rejects.toBeInstanceOf(TransactionReverted);
    await expect(sending).rejects.toMatchObject({ errorName: "WrongValue", hash: undefined });
    await expect(sending).rejects.toThrow("WrongValue(1, 1000000)");
    expect(store.load()).toEqual([]);
  });

  test("a revert when mined: the same answer until it is forgotten", async () => {
    const call = { ...registration("late"), value: 1n };
    proxy.meddling = {
      before: ({ method }) => (method === "eth_estimateGas" ? { result: "0x30d40" } : undefined),
    };
    const sender = newSender();
    for (let time = 0; time < 2; time++) {
      await expect(sender.send(call)).rejects.toMatchObject({
        errorName: "WrongValue",
        hash: store.load()[0]?.hash ?? expect.anything(),
      });
    }
    expect(store.load()).toHaveLength(1);
    expect(await newSender().resume()).toEqual([]);
    proxy.meddling = {};
    sender.forget("late");
    expect(store.load()).toEqual([]);
    await expect(sender.send(registration("late"))).resolves.toMatchObject({ key: "late" });
  });

  test("another program that sends from the same address", async () => {
    proxy.meddling = {
      before: ({ method }) => (method === "eth_sendRawTransaction" ? "drop" : undefined),
    };
    await expect(newSender().send(registration("first"))).rejects.toBeInstanceOf(L1Unreachable);
    proxy.meddling = {};
    const rival = new FileStore(join(folder, "rival"));
    const other = { ...registration("rival"), to: chain.party(1).address, data: "0x" as const };
    await newSender({ store: rival }).send(other);
    await expect(newSender().send(registration("first"))).rejects.toBeInstanceOf(NonceTaken);
  });

  test("a chain that is not the one expected: nothing is signed", async () => {
    const sender = newSender({ chainId: 1 });
    await expect(sender.send(registration("lost"))).rejects.toMatchObject({ code: "wrongChain" });
    await expect(sender.resume()).rejects.toMatchObject({ code: "wrongChain" });
    expect(store.load()).toEqual([]);
  });

  test("an address without money", async () => {
    const account = privateKeyToAccount(`0x${"77".repeat(32)}`);
    const sending = newSender({ account }).send(registration("broke"));
    await expect(sending).rejects.toMatchObject({ code: "cannotPayGas" });
    expect(store.load()).toEqual([]);
  });
});

/** Waits for something that must come; a test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
