import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Claim } from "#l1/eventTypes";
import { startWatcher } from "../../circuits-free-verifier/challenger/startWatcher.ts";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import { SIDE } from "../../circuits-free-verifier/protocol/constants.ts";
import { Liar } from "../../demo/lies/liar.ts";
import { lieOf } from "../../demo/lies/table.ts";
import { Wallet } from "../../demo/wallet.ts";
import type { RunningSequencer } from "../../sequencer/main.ts";
import type { Status } from "../../sequencer/status.ts";
import { World } from "./world.ts";

/** Somebody else claims before the sequencer does: rightly, wrongly, and wrongly with the right root behind it. */

let world: World;
let sequencer: RunningSequencer;
let foreign: Liar;
const seen: Status[] = [];
const verdicts = () =>
  seen.flatMap((status) => (status.kind === "foreignClaim" ? [status.right] : []));
/** Keys of anvil's accounts: 0 deploys and watches, 4 owns the traders' accounts and claims. */
const cast = (n: number) => devAccounts(5)[n]?.privateKey ?? "0x";
const claimed = () => seen.flatMap((status) => (status.kind === "claimed" ? [status.index] : []));

beforeAll(async () => {
  world = await World.create({ traders: 2, funds: 10_000_000 });
  const { client, crypto, deployment, settlement } = world;
  sequencer = await world.start("main", { maxClaimSlots: 1_000 }, (status) => seen.push(status));
  const chainId = await client.getChainId();
  const context = { ...sequencer.context, crypto, deployment };
  const wallet = new Wallet(client, chainId, cast(4));
  foreign = new Liar({ client, chainId, settlement, deployedAt: 0, context, wallet });
  await foreign.postBond();
  await sequencer.until(() => sequencer.view?.keySetOf(1) !== undefined);
  await world.goTo(2);
  await sequencer.until(() => sequencer.executor.slot === 1);
});
afterAll(async () => {
  await sequencer.stop();
  await world.close();
});

/** A slot with one trade, executed by the sequencer and not claimed. */
async function playSlot(slot: number): Promise<void> {
  for (const [n, trader] of world.traders.entries()) {
    const side = n === 0 ? SIDE.buy : SIDE.sell;
    const orders = [20, 3].map(
      (lots) => ({ kind: "place", market: 0, side, tick: 1_000, lots, expiry: 0 }) as const,
    );
    expect((await world.submit(sequencer, trader, orders)).kind).toBe("receipt");
  }
  await world.goTo(slot + 1);
  await sequencer.until(() => sequencer.executor.slot === slot);
}

/** Until the claim is gone, by a proof. */
async function watch(claim: Claim): Promise<void> {
  const { client, crypto, settlement } = world;
  const told: WatchStatus[] = [];
  const watcher = await startWatcher({
    client,
    crypto,
    settlement,
    database: join(world.directory, `watcher-${claim.generation}.db`),
    privateKey: cast(0),
    pollMs: 20,
    onStatus: (status) => told.push(status),
  });
  const isKill = (status: WatchStatus) => status.kind === "killed" && status.claim === claim.index;
  await watcher.until(() => told.some(isKill));
  await watcher.stop();
}

describe("a claim by somebody else", () => {
  test("that is right is built on", async () => {
    expect((await foreign.tellTruth())?.index).toBe(1);
    await playSlot(2);
    expect(claimed()).toEqual([]);
    sequencer.flushClaims(true);
    await sequencer.settled();
    sequencer.flushClaims(false);
    expect(verdicts()).toEqual([true]);
    expect(claimed()).toEqual([2]);
  });

  test.each([
    { kind: "stolen-balance", slot: 3 },
    { kind: "wrong-lots", slot: 4 },
    { kind: "early-end", slot: 5 },
  ])(
    "that lies by $kind is waited for until it has died, and claimed anew",
    async ({ kind, slot }) => {
      await playSlot(slot);
      const before = claimed().length;
      const claim = (await foreign.tell(lieOf(kind), 2))?.claim;
      if (claim === undefined) throw new RangeError(`slot ${slot} has no place for ${kind}`);
      expect(claim.slot).toBe(slot);
      sequencer.flushClaims(true);
      await sequencer.until(() => verdicts().length === slot - 1);
      expect(verdicts().at(-1)).toBe(false);
      await world.mine(3);
      await sequencer.until(() => sequencer.view?.tip.index === claim.index);
      expect(claimed()).toHaveLength(before);
      await watch(claim);
      await foreign.postBond();
      await sequencer.until(() => claimed().length > before);
      await sequencer.settled();
      sequencer.flushClaims(false);
      expect(claimed().slice(before)).toEqual([claim.index]);
      await verify({ rpc: world.url, settlement: world.settlement, crypto: world.crypto });
    },
  );

  test("never halts the sequencer", () => {
    expect(seen.filter(({ kind }) => kind === "halted")).toEqual([]);
  });
});
