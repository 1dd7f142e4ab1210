import type { Abi } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashClaim } from "#l1/claimHash";
import { settlementAbi } from "#l1/generated/settlement";
import { toHex } from "#protocol/bytes";
import { SIDE } from "#protocol/constants";
import { foldProof } from "#protocol/foldProof";
import { balanceLeaf } from "#protocol/layout";
import { readBalance } from "#protocol/leaves";
import type { Operation } from "#protocol/operation";
import type { Exchange } from "../../sequencer/api/exchange.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import type { KnownRoot } from "../../sequencer/roots/roots.ts";
import { type Trader, World } from "./world.ts";

/** The exchange as an API sees it, beside what L1 says of it. */

const WITHDRAWN = 777;
const ASSET = 1;
let world: World;
let sequencer: RunningSequencer;
let traders: readonly [Trader, Trader, Trader];

beforeAll(async () => {
  world = await World.create({ traders: 3, funds: 10_000_000 });
  traders = world.traders as unknown as typeof traders;
  sequencer = await world.start();
});
afterAll(async () => {
  await sequencer.stop();
  await world.close();
});

const place = (side: 0 | 1, tick: number, lots: number, expiry = 0): Operation => ({
  ...{ kind: "place", market: 0, side, tick, lots, expiry },
});

async function read(
  functionName: "claimHash" | "isFinalRoot" | "challenger",
  args: readonly unknown[],
): Promise<unknown> {
  const { client, settlement: address } = world;
  return await client.readContract({ abi: settlementAbi as Abi, address, functionName, args });
}

function proven(root: KnownRoot, account: number): boolean {
  const gindex = balanceLeaf(account, ASSET);
  const { leaf, siblings } = root.prove(gindex);
  return Buffer.compare(foldProof(world.crypto, gindex, leaf, siblings), root.root) === 0;
}

const known = (exchange: Exchange, at: "claimed" | "final"): KnownRoot => {
  const root = exchange.roots.newest(at);
  if (root === undefined) throw new RangeError(`no ${at} root`);
  return root;
};

describe("the exchange behind the API", () => {
  test("knows the deployment and, before anything is claimed, the root of genesis", async () => {
    const { exchange } = sequencer;
    expect(exchange.deployment).toEqual(world.deployment);
    expect(exchange.settlement).toBe(world.settlement);
    expect(exchange.challenger).toBe(String(await read("challenger", [])).toLowerCase());
    const genesis = known(exchange, "final");
    expect(genesis).toMatchObject({ at: "final", slot: 0, claim: undefined });
    expect(await read("isFinalRoot", [toHex(genesis.root)])).toBe(true);
    expect(known(exchange, "claimed").root).toEqual(genesis.root);
    await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
    expect(exchange.view?.keySetOf(1)).toBe(1);
    await world.goTo(2);
    await sequencer.until(() => sequencer.executor.slot === 1);
  });

  test("holds envelopes from their receipt until their batch is executed", async () => {
    const { exchange } = sequencer;
    const [a, b, c] = traders;
    expect(exchange.progressOf(2)).toBeUndefined();
    expect(exchange.batchKey(2)).toEqual(exchange.collecting()?.key);
    await world.submit(sequencer, a, [place(SIDE.buy, 1_010, 5)]);
    await world.submit(sequencer, b, [place(SIDE.sell, 990, 9)]);
    await world.submit(sequencer, c, [{ kind: "nop" }]);
    const both: Operation[] = [
      { kind: "withdraw", asset: ASSET, amount: WITHDRAWN },
      place(SIDE.sell, 5_000, 1, 2),
    ];
    await world.submit(sequencer, c, both, 1);
    expect(exchange.held(2, c.account)).toEqual({ version: 1, blocks: 2 });
    expect(exchange.held(2, 99)).toBeUndefined();
    expect(exchange.heldCount(2)).toBe(3);
    expect(exchange.progressOf(2)).toBe("collecting");
    expect(exchange.history.envelope(2, a.account)).toBeUndefined();
    await world.goTo(3);
    await sequencer.until(() => sequencer.executor.slot === 2);
    expect(exchange.progressOf(2)).toBeUndefined();
    expect(exchange.heldCount(2)).toBe(0);
    expect(exchange.held(2, c.account)).toBeUndefined();
  });

  test("tells what the batch did, at once and after a restart", async () => {
    const [a, b, c] = traders;
    const ask = ({ history }: Exchange) => ({
      a: history.orders(a.account, false, { limit: 10 }),
      b: history.orders(b.account, true, { limit: 10 }),
      c: history.events(c.account, { limit: 10 }),
      envelope: history.envelope(2, c.account),
      auction: history.auction(2, 0),
      trades: history.trades(0, { limit: 10 }),
      locked: [...history.locked(b.account)],
      owners: history.accountsOf(b.signer.address, -1, 10),
    });
    const told = ask(sequencer.exchange);
    expect(told.a).toMatchObject([{ ended: "filled", filled: 5, left: 0 }]);
    expect(told.b).toMatchObject([{ ended: undefined, filled: 5, left: 4 }]);
    const kinds = told.c.map(({ kind }) => kind);
    expect(kinds).toEqual([
      "expired",
      "placed",
      "withdrawn",
      "deposited",
      "deposited",
      "registered",
    ]);
    expect(told.envelope?.operations.map(({ kind }) => kind)).toEqual(["withdraw", "place"]);
    expect(told.auction).toMatchObject({ volume: 5, lastTick: 1_000 });
    expect(told.auction?.rationed).toMatchObject({
      ...{ side: SIDE.sell, tick: 990, orders: [{ account: b.account, lots: 9, filled: 5 }] },
    });
    expect(told.locked).toEqual([[1, 40]]);
    expect(told.owners).toEqual([b.account]);
    const { roots } = sequencer.exchange;
    expect(readBalance(roots.executed, c.account, ASSET).withdrawn).toBe(BigInt(WITHDRAWN));
    await sequencer.settled();
    await sequencer.stop();
    sequencer = await world.start();
    expect(ask(sequencer.exchange)).toEqual(told);
  });

  test("proves balances against what is claimed, and L1 pays by what is final", async () => {
    const [a, , c] = traders;
    const claimed = known(sequencer.exchange, "claimed");
    expect(claimed).toMatchObject({ at: "claimed", slot: 2 });
    expect(claimed.root).toEqual(claimed.claim?.stateRoot);
    if (claimed.claim === undefined) throw new RangeError("genesis");
    const hash = await read("claimHash", [claimed.claim.index]);
    expect(hash).toBe(toHex(hashClaim(claimed.claim)));
    expect(await read("isFinalRoot", [toHex(claimed.root)])).toBe(false);
    expect(proven(claimed, c.account)).toBe(true);
    // More is executed and claimed than is final.
    await world.submit(sequencer, a, [place(SIDE.buy, 900, 1)]);
    await world.goTo(4);
    await sequencer.until(() => sequencer.executor.slot === 3);
    await sequencer.settled();
    const due = claimed.claim.postedAt + world.deployment.challengeWindow;
    await world.goToTime(due + 1);
    await sequencer.until(() => (sequencer.view?.finalisedSlot ?? 0) >= 2);
    await sequencer.stop();
    sequencer = await world.start();
    const final = known(sequencer.exchange, "final");
    expect(final.slot).toBeGreaterThanOrEqual(2);
    expect(await read("isFinalRoot", [toHex(final.root)])).toBe(true);
    expect(readBalance(final.state, c.account, ASSET).withdrawn).toBe(BigInt(WITHDRAWN));
    const { leaf, siblings } = final.prove(balanceLeaf(c.account, ASSET));
    const proof = siblings.map((node) => toHex(node));
    const args = [c.account, ASSET, toHex(final.root), toHex(leaf), proof];
    await world.call(world.owner, "withdraw", args);
    const paid = await world.client.getContractEvents({
      ...{ abi: settlementAbi, address: world.settlement, eventName: "Withdrawn", fromBlock: 0n },
    });
    expect(paid.map((log) => log.args)).toMatchObject([{ account: c.account, amount: 777n }]);
    expect(sequencer.exchange.wasChallenged(2)).toBe(false);
    expect(sequencer.exchange.halted).toBeUndefined();
  });
});
