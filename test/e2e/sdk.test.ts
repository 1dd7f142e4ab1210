import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWalletClient, custom, erc20Abi, type Hex, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { readReceipts } from "../../claimant/receipts/file.ts";
import { exitExchange, NoSuchAccount } from "../../client/exit.ts";
import {
  type AccountUpdate,
  type BatchSummary,
  type Book,
  createWalrasClient,
  formatAmount,
  KeyError,
  NotFunded,
  NotTaken,
  NotYourAccount,
  ProofError,
  ReceiptError,
  SignatureError,
  type Submission,
  type Trade,
  type Unwatch,
  type WalrasClient,
  type WalrasClientConfig,
  WrongExchange,
} from "../../client/index.ts";
import { fileReceipts } from "../../client/node.ts";
import { INTERVAL, TraderWorld } from "./traderWorld.ts";

/** The SDK against a real exchange, from an account on L1 to money back on L1, and against an API that lies. */

const POLL_MS = 200;
const SLOT_MS = INTERVAL * 1_000;
const MARKET = "ETH/DUSD";
/** Units of ETH that are withdrawn through L1. */
const FORCED = 1_000_000n;

let world: TraderWorld;
let folder: string;
let maker: WalrasClient;
let taker: WalrasClient;
let takerAddress: Hex;
const takerKey = generatePrivateKey();

function clientOf(privateKey: Hex, more: Partial<WalrasClientConfig> = {}): WalrasClient {
  return createWalrasClient({
    chain: foundry,
    transport: http(world.network.devnet.url),
    url: world.api.url,
    account: privateKeyToAccount(privateKey),
    settlement: world.network.settlement,
    pollingInterval: POLL_MS,
    WebSocket,
    ...more,
  });
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new RangeError(`${what} did not come`);
}

async function outcomes(client: WalrasClient, submission: Submission): Promise<string[]> {
  const done = await client.waitForSubmission({ submission });
  return done.map(({ outcomeName }) => outcomeName);
}

/** What an account has available of both assets. */
async function available(client: WalrasClient, account: number): Promise<number[]> {
  const { balances } = await client.getAccount({ account });
  return balances.map((balance) => balance.available);
}

/** An API whose answers to some paths are altered on their way. */
function lying(part: RegExp, alter: (answer: Record<string, unknown>) => unknown): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (!answer.ok || !part.test(String(input))) return answer;
    return Response.json(alter((await answer.json()) as Record<string, unknown>));
  };
}

/** Another last digit. */
const spoiled = (hex: unknown): string =>
  `${String(hex).slice(0, -1)}${String(hex).endsWith("0") ? "1" : "0"}`;

const seen: { batches: BatchSummary[]; trades: Trade[]; books: Book[]; updates: AccountUpdate[] } =
  {
    batches: [],
    trades: [],
    books: [],
    updates: [],
  };
const polled: { trades: Trade[] } = { trades: [] };
const watches: Unwatch[] = [];

beforeAll(async () => {
  world = await TraderWorld.open();
  folder = mkdtempSync(join(tmpdir(), "walras-sdk-"));
  maker = clientOf(world.maker.privateKey, { accountId: world.maker.account });
  taker = clientOf(takerKey, { receipts: fileReceipts(join(folder, "receipts.ndjson")) });
  takerAddress = privateKeyToAccount(takerKey).address;
  await world.give(takerAddress);
  watches.push(
    maker.watchBatches({ onBatch: (batch) => seen.batches.push(batch) }),
    maker.watchTrades({ market: 0, onTrade: (trade) => seen.trades.push(trade) }),
    maker.watchBook({ market: 0, onBook: (book) => seen.books.push(book) }),
    maker.watchAccount({ onUpdate: (update) => seen.updates.push(update) }),
    createWalrasClient({
      chain: foundry,
      transport: http(world.network.devnet.url),
      url: world.api.url,
      pollingInterval: POLL_MS,
    }).watchTrades({ market: 0, onTrade: (trade) => polled.trades.push(trade) }),
  );
});
afterAll(async () => {
  for (const unwatch of watches) unwatch();
  await world?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe("a trader", () => {
  let account: number;

  test("opens an account and pays in, a token with its allowance", async () => {
    ({ account } = await taker.openAccount());
    await taker.deposit({ asset: "ETH", quantity: "2" });
    const { amount } = await taker.deposit({ asset: "DUSD", quantity: "500" });
    await expect(taker.deposit({ asset: "DUSD", quantity: "501" })).rejects.toThrow(NotFunded);
    await until("the deposit", async () =>
      (await taker.findAccounts({ signer: takerAddress.toLowerCase() })).items.find(
        ({ balances }) => balances[1]?.available === amount,
      ),
    );
    const { assets } = await taker.exchange.listing();
    const [ether] = await available(taker, account);
    expect(formatAmount(ether ?? 0, assets[0] ?? { decimals: 0, scale: "1" })).toBe("2");
  });

  test("is filled by a resting order, at prices and quantities as people write them", async () => {
    const sells = await maker.placeOrders({
      orders: [
        { market: MARKET, side: "sell", price: "100.25", quantity: "0.5" },
        { market: MARKET, side: "sell", price: "101", quantity: "3", timeInForce: { slots: 200 } },
      ],
    });
    expect(await outcomes(maker, sells)).toEqual(["applied", "applied"]);
    const buys = await taker.placeOrders({
      orders: [{ market: 0, side: "buy", price: "100.5", quantity: "0.5", timeInForce: "ioc" }],
    });
    const [bought] = await taker.waitForSubmission({ submission: buys });
    expect(bought?.outcomeName).toBe("applied");
    const order = await taker.getOrder({ order: bought?.order ?? "" });
    expect(order.status).toBe("filled");
    const { items } = await taker.getFills({ account });
    expect(items.map(({ order: id, lots }) => [id, lots])).toEqual([[order.id, 500]]);
  });

  test("has calls of one batch merged into newer versions of one envelope", async () => {
    // At the beginning of a slot, which most likely holds all three then.
    const { closesInMs } = await taker.getKey();
    await new Promise((resolve) => setTimeout(resolve, (closesInMs % SLOT_MS) + 50));
    const place = (price: string): Promise<Submission> =>
      taker.placeOrders({ orders: [{ market: 0, side: "buy", price, quantity: "0.01" }] });
    const all = await Promise.all([place("90"), place("90.25"), place("90.5")]);
    const sent = all.flatMap(({ envelopes }) => envelopes);
    for (const [n, { version, operations, firstBlock }] of sent.entries()) {
      const inSlot = sent.slice(0, n).filter((other) => other.slot === sent[n]?.slot);
      expect([version, firstBlock, operations.length]).toEqual([
        inSlot.length,
        inSlot.length,
        inSlot.length + 1,
      ]);
    }
    for (const submission of all) expect(await outcomes(taker, submission)).toEqual(["applied"]);
    const { items } = await taker.getOrders({ account });
    expect(items.map(({ tick }) => tick).sort()).toEqual([360, 361, 362]);
  });

  test("replaces an order in one batch, and cancels all", async () => {
    const { items } = await taker.getOrders({ account });
    const [first] = items;
    const replaced = await taker.replaceOrders({
      cancel: [first?.id ?? ""],
      place: [{ market: MARKET, side: "buy", tick: 380, lots: 20 }],
    });
    expect(await outcomes(taker, replaced)).toEqual(["applied", "applied"]);
    const cancelled = await taker.cancelAllOrders({ market: MARKET });
    expect(await outcomes(taker, cancelled)).toEqual(["applied", "applied", "applied"]);
    expect((await taker.getOrders({ account })).items).toEqual([]);
    expect(await taker.cancelAllOrders()).toEqual({ envelopes: [] });
  });

  test("is signed for by a wallet that knows nothing of the exchange", async () => {
    const local = privateKeyToAccount(takerKey);
    const signer = createWalletClient({
      account: local,
      chain: foundry,
      transport: http(world.network.devnet.url),
    });
    const injected = custom({
      request: async ({ method, params }: { method: string; params?: unknown }) => {
        if (method !== "eth_signTypedData_v4") {
          return await signer.request({ method, params } as never);
        }
        const [, typed] = params as [Hex, string];
        const signature = await local.signTypedData(JSON.parse(typed));
        // Some wallets give the parity alone.
        return `${signature.slice(0, -2)}${signature.endsWith("1b") ? "00" : "01"}`;
      },
    });
    const client = clientOf(takerKey, { account: takerAddress, transport: injected });
    const order = { market: 0, side: "buy", tick: 200, lots: 20, timeInForce: "ioc" } as const;
    const placed = await client.placeOrders({ orders: [order] });
    expect(await outcomes(client, placed)).toEqual(["applied"]);
    const other = clientOf(generatePrivateKey(), { accountId: account });
    const stranger = other.placeOrders({ orders: [order] });
    await expect(stranger).rejects.toMatchObject({ problem: { reasonName: "refusedSignature" } });
    const wrong = custom({
      request: async ({ method, params }: { method: string; params?: unknown }) =>
        method === "eth_signTypedData_v4"
          ? await local.signMessage({ message: "something else" })
          : await signer.request({ method, params } as never),
    });
    const tricked = clientOf(takerKey, { account: takerAddress, transport: wrong });
    await expect(tricked.placeOrders({ orders: [order] })).rejects.toThrow(SignatureError);
  });

  test("keeps receipts that the exchange's own checker reads", () => {
    const { head, kept } = readReceipts(readFileSync(join(folder, "receipts.ndjson"), "utf8"));
    expect(head.settlement).toBe(world.network.settlement);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.every(({ keys }) => keys?.proof.length === 10)).toBe(true);
  });

  test("goes by L1 where no sequencer can leave it out, and has another sign for it", async () => {
    const order = { market: MARKET, side: "buy", price: "60", quantity: "0.05" } as const;
    const placed = await taker.placeOrders({ orders: [order] });
    const [resting] = await taker.waitForSubmission({ submission: placed });
    const id = resting?.order ?? expect.fail("an order");
    const helperKey = generatePrivateKey();
    const helper = privateKeyToAccount(helperKey).address.toLowerCase() as Hex;
    await taker.forceCancel({ order: id });
    await taker.forceWithdraw({ asset: "ETH", amount: FORCED });
    await taker.setSigner({ signer: helper });
    await signedBy(helper);
    expect((await taker.getOrder({ order: id })).status).toBe("cancelled");
    const { balances } = await taker.getAccount({ account });
    expect(balances[0]?.withdrawn).toBe(String(FORCED));
    await expect(taker.placeOrders({ orders: [order] })).rejects.toMatchObject({
      problem: { reasonName: "refusedSignature" },
    });
    const other = clientOf(helperKey);
    const sent = await other.placeOrders({ orders: [{ ...order, timeInForce: "ioc" }] });
    expect(await outcomes(other, sent)).toEqual(["applied"]);
    // Only the owner may, and no API may name an account that is not the client's.
    await expect(other.setSigner({ signer: helper })).rejects.toThrow(NotYourAccount);
    await expect(other.forceWithdraw({ asset: 0, accountId: account })).rejects.toMatchObject({
      reason: "NotOwner",
    });
    await taker.setSigner({ signer: takerAddress });
  });

  async function signedBy(address: Hex): Promise<void> {
    await until("the signer", async () =>
      (await taker.getAccount({ account })).signer === address ? true : undefined,
    );
  }

  test("proves its balance and an order against L1, and no altered proof passes", async () => {
    const [placed] = (await maker.getOrders({ account: world.maker.account })).items;
    const order = placed?.id ?? "";
    const { left, account: owner } = await until("a claim with the order", async () => {
      const proven = await taker.verifyOrder({ order });
      return proven.left > 0 ? proven : undefined;
    });
    expect([left, owner]).toEqual([3000, world.maker.account]);
    const proof = await taker.getBalanceProof({ account, asset: 1 });
    const proven = await taker.verifyBalance({ account, asset: 1, proof });
    expect(proven.available).toBe(proof.available);
    expect(proven.root.at).toBe("claimed");
    const claim = proof.root.claim ?? expect.fail("a claim");
    const lies = [
      ["index", { ...proof, gindex: proof.gindex + 1 }],
      ["siblings", { ...proof, siblings: proof.siblings.slice(1) }],
      ["siblings", { ...proof, siblings: proof.siblings.with(3, spoiled(proof.siblings[3])) }],
      ["siblings", { ...proof, leaf: spoiled(proof.leaf) }],
      ["siblings", { ...proof, root: { ...proof.root, stateRoot: spoiled(claim.stateRoot) } }],
      ["leaf", { ...proof, available: proof.available + 1 }],
      ["leaf", { ...proof, withdrawn: "1" }],
      ["claim", { ...proof, root: { ...proof.root, slot: proof.root.slot + 1 } }],
      ["claim", { ...proof, root: { ...proof.root, claim: { ...claim, postedAt: 1 } } }],
      ["claim", { ...proof, root: { ...proof.root, claim: { ...claim, index: 10_000 } } }],
      ["claim", { ...proof, root: { ...proof.root, claim: null } }],
      ["root", { ...proof, root: { ...proof.root, at: "final" } }],
    ] as const;
    for (const [check, lie] of lies) {
      const refused = taker.verifyBalance({ account, asset: 1, proof: lie });
      await expect(refused, JSON.stringify(lie)).rejects.toThrow(ProofError);
      await expect(refused).rejects.toMatchObject({ check });
    }
    await expect(taker.verifyBalance({ account, asset: 0, proof })).rejects.toMatchObject({
      check: "index",
    });
    // What is only claimed is not taken for final.
    const said = taker.verifyBalance({ account, asset: 1, proof, at: "final" });
    await expect(said).rejects.toMatchObject({ check: "root" });
  });

  test("is not deceived by an API that lies", async () => {
    await signedBy(takerAddress.toLowerCase() as Hex);
    const order = { market: 0, side: "buy", tick: 200, lots: 20 } as const;
    const place = (fetch: WalrasClientConfig["fetch"], more: Partial<WalrasClientConfig> = {}) =>
      clientOf(takerKey, { accountId: account, fetch, ...more }).placeOrders({ orders: [order] });
    const other = world.network.context.crypto;
    const point = other.pointOf(new Uint8Array(32).fill(7)) ?? expect.fail("a point");
    const address = other.addressOf(new Uint8Array(32).fill(7)) ?? expect.fail("an address");
    const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;
    const own = { batchKey: hex(point), address: hex(address) };
    await expect(place(lying(/v1\/key/, (key) => ({ ...key, ...own })))).rejects.toThrow(KeyError);
    const swapped = lying(/v1\/key/, (key) => ({ ...key, batchKey: own.batchKey }));
    await expect(place(swapped)).rejects.toThrow(KeyError);
    const later = lying(/v1\/key/, (key) => ({ ...key, slot: Number(key["slot"]) + 500 }));
    await expect(place(later)).rejects.toThrow(KeyError);
    const coarse = lying(/v1\/markets$/, (markets) =>
      (markets as unknown as object[]).map((market) => ({ ...market, tickSize: "0.5" })),
    );
    await expect(place(coarse)).rejects.toThrow(WrongExchange);
    const forged = lying(/v1\/envelopes$/, (answer) => ({
      ...answer,
      receipt: `0x${String(answer["receipt"]).slice(2, -4)}0000`,
    }));
    await expect(place(forged)).rejects.toThrow(ReceiptError);
    const rich = lying(/proof/, (proof) => ({ ...proof, available: 1_000_000 }));
    const believer = clientOf(takerKey, { accountId: account, fetch: rich });
    await expect(believer.verifyBalance({ account, asset: 0 })).rejects.toThrow(ProofError);
    const closed = lying(/v1\/key/, (key) => ({ ...key, accepting: false }));
    await expect(place(closed, { retries: 0 })).rejects.toThrow(NotTaken);
  });

  test("sees every change once and in order, by socket and by polling", async () => {
    const { items: trades } = await taker.getTrades({ market: 0 });
    const ids = trades.map(({ id }) => id).reverse();
    expect(ids.length).toBeGreaterThan(0);
    await until("all trades", async () =>
      polled.trades.length === ids.length && seen.trades.length === ids.length ? true : undefined,
    );
    expect(seen.trades.map(({ id }) => id)).toEqual(ids);
    expect(polled.trades.map(({ id }) => id)).toEqual(ids);
    const states = seen.batches.map((batch) => JSON.stringify(batch));
    expect(new Set(states).size).toBe(states.length);
    const slots = seen.updates.map(({ slot }) => slot);
    expect(slots).toEqual([...new Set(slots)].sort((a, b) => a - b));
    expect(seen.updates.flatMap(({ fills }) => fills).map(({ lots }) => lots)).toEqual([500]);
    expect(seen.books.at(-1)?.asks).toEqual([{ tick: 404, lots: 3000, orders: 1 }]);
  });

  test("withdraws, and has L1 pay when it is final", async () => {
    const units = 100_000_000;
    const withdrawn = await taker.withdraw({ asset: "DUSD", amount: units });
    expect(await outcomes(taker, withdrawn)).toEqual(["applied"]);
    expect(await taker.claim()).toEqual([]);
    const waiting = await until("the claim on L1", async () => {
      const found = (await taker.getWithdrawable()).find(({ asset }) => asset === 1);
      return found?.waitingUntil === undefined ? undefined : found;
    });
    expect([waiting.payable, waiting.waiting]).toEqual([0n, BigInt(units)]);
    const { client, token } = world.network;
    const balance = { address: token, abi: erc20Abi, functionName: "balanceOf" } as const;
    const before = await client.readContract({ ...balance, args: [takerAddress] });
    await world.passWindow();
    await until("finality", async () => {
      const found = (await taker.getWithdrawable()).find(({ asset }) => asset === 1);
      return found?.payable === BigInt(units) ? true : undefined;
    });
    const paid = await taker.claim();
    expect(paid.map(({ asset, amount }) => [asset, amount])).toEqual([
      [0, FORCED],
      [1, BigInt(units)],
    ]);
    const { assets } = await taker.exchange.listing();
    const after = await client.readContract({ ...balance, args: [takerAddress] });
    expect(after - before).toBe(BigInt(units) * BigInt(assets[1]?.scale ?? 0));
    expect(await taker.claim()).toEqual([]);
    expect((await taker.verifyBalance({ account, asset: 1, at: "final" })).withdrawn).toBe(
      BigInt(units),
    );
  });

  test("can work out from L1 alone what it would leave with", async () => {
    const owed = new Map<number, bigint>();
    const { network } = world;
    const { settlement } = network;
    const leave = { rpc: network.devnet.url, settlement, who: { owner: takerAddress } };
    const end = await exitExchange({
      ...leave,
      onStatus: (status) => {
        if (status.kind !== "owed" || status.owed.kind !== "balance") return;
        owed.set(status.owed.asset, status.owed.available);
      },
    });
    expect(end).toBe("done");
    for (const asset of [0, 1]) {
      const { available: final } = await taker.verifyBalance({ account, asset, at: "final" });
      expect(owed.get(asset)).toBe(BigInt(final));
    }
    const nobody = { ...leave, who: { account: 999 } };
    await expect(exitExchange(nobody)).rejects.toThrow(NoSuchAccount);
  });
});
