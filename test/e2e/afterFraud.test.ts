import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Claim } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { balanceLeaf } from "#protocol/layout";
import type { State } from "#protocol/state";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import { provenLeaf } from "../../claimant/provenLeaf.ts";
import { Liar } from "../../demo/lies/liar.ts";
import { lieOf } from "../../demo/lies/table.ts";
import { Replica } from "../../demo/replica.ts";
import { Wallet } from "../../demo/wallet.ts";
import { bondOf, CLAIMANT_ROLE } from "./bonds.ts";
import { isKill, LyingWorld } from "./lyingWorld.ts";

/** What stands and what does not when a claim died: facts, finality, money and other authors' bonds. */

let lying: LyingWorld;
beforeAll(async () => {
  lying = await LyingWorld.create();
  await lying.claimAll(0);
});
beforeEach(async () => {
  if ((await bondOf(lying.world, CLAIMANT_ROLE, lying.liar.address)) === 0n)
    await lying.liar.postBond();
});
afterAll(() => lying.close());

async function lie(kind: string): Promise<Claim> {
  const told = await lying.liar.tell(lieOf(kind), 2);
  if (told === undefined) throw new RangeError(`no place for ${kind}`);
  return told.claim;
}

let watches = 0;
/** A watcher of its own, until the claim is dead. */
async function killed(claim: Claim): Promise<void> {
  const told: WatchStatus[] = [];
  const watcher = await lying.watch(`watcher-${watches++}`, (status) => told.push(status));
  await watcher.until(() => told.some(isKill(claim)));
  await watcher.stop();
}

const claimAll = () => lying.claimAll(lying.claimed().length);

async function verified() {
  const { url: rpc, settlement, crypto } = lying.world;
  return await verify({ rpc, settlement, crypto });
}

/** Moves time until a claim is final, and waits until it is. */
async function finality({ index, postedAt }: Claim): Promise<void> {
  const { world, sequencer } = lying;
  await world.goToTime(postedAt + world.deployment.challengeWindow + 1);
  await sequencer.until(() => (sequencer.view?.finalisedIndex ?? 0) >= index);
}

const tip = (): Claim => {
  const view = lying.sequencer.view?.standing.at(-1);
  if (view === undefined) throw new RangeError("no claim stands");
  return view.claim;
};

/** Slots that passed while time was moved are skipped. */
async function playSlot(): Promise<number> {
  const { world } = lying;
  const { timestamp } = await world.client.getBlock();
  const { genesisTime, interval } = world.deployment;
  const now = Math.floor((Number(timestamp) - genesisTime) / interval) + 1;
  if (now > lying.slot + 1) {
    lying.slot = now;
    await world.goTo(now + 1);
  }
  return await lying.playSlot();
}

describe("after a fraud", () => {
  test("a second one in a row is rolled back as the first, and the facts stay", async () => {
    await playSlot();
    const first = await lie("wrong-price");
    await killed(first);
    await lying.liar.postBond();
    const second = await lie("made-money");
    expect(second).toMatchObject({ index: first.index, generation: first.generation + 1 });
    await killed(second);
    await claimAll();
    expect(tip()).toMatchObject({ index: first.index, generation: first.generation + 2 });
    expect((await verified()).generation).toBe(2);
  });

  test("what became final meanwhile stays final", async () => {
    const good = tip();
    await playSlot();
    const wrong = await lie("stolen-balance");
    await finality(good);
    expect(lying.sequencer.view?.finalisedIndex).toBe(good.index);
    expect(tip().index).toBe(wrong.index);
    await killed(wrong);
    await claimAll();
    expect(tip()).toMatchObject({ index: wrong.index, slot: wrong.slot });
    expect((await verified()).finalisedClaims).toBe(good.index);
  });

  test("a withdrawal is paid from the final root, once, and never from a wrong one", async () => {
    const { world, sequencer } = lying;
    const [account, asset, units] = [1, 0, 500];
    await world.call(world.owner, "forcedWithdraw", [account, asset, BigInt(units)]);
    await playSlot();
    await claimAll();
    const replica = new Replica({
      ...world,
      chainId: await world.client.getChainId(),
      fromBlock: 0,
      context: { ...sequencer.context, deployment: world.deployment },
    });
    await replica.poll();
    const good = tip();
    expect(toHex(replica.state.root())).toBe(toHex(good.stateRoot));
    const pay = async (state: State): Promise<string> => {
      const { leaf, proof } = provenLeaf(state, balanceLeaf(account, asset));
      const args = [account, asset, toHex(state.root()), leaf, proof];
      const hash = await world.call(world.owner, "withdraw", args);
      return (await world.client.getTransactionReceipt({ hash })).status;
    };
    const before = replica.state.snapshot();
    await playSlot();
    await replica.poll();
    const { facts } = replica;
    const theft = lieOf("forged-withdrawal");
    const forged = theft.tell({ before, facts, context: sequencer.context, account });
    const told = await lying.liar.tell(theft, account);
    if (forged === undefined || told === undefined) throw new RangeError("no place for the lie");
    expect(toHex(told.claim.stateRoot)).toBe(toHex(forged.state.root()));
    expect(await pay(forged.state)).toBe("reverted");
    await finality(good);
    expect(await pay(forged.state)).toBe("reverted");
    replica.state.restore(before);
    expect(await pay(replica.state)).toBe("success");
    await killed(told.claim);
    expect(await pay(forged.state)).toBe("reverted");
    expect(await pay(replica.state)).toBe("reverted");
    await claimAll();
    await verified();
  });

  test("an honest claim on top of the dead one dies with it, and keeps its bond", async () => {
    const { world, sequencer } = lying;
    const { client, settlement, deployment } = world;
    const key = devAccounts(6)[5]?.privateKey ?? "0x";
    const chainId = await client.getChainId();
    const wallet = new Wallet(client, chainId, key);
    const context = { ...sequencer.context, deployment };
    const honest = new Liar({ client, chainId, settlement, deployedAt: 0, context, wallet });
    await honest.postBond();
    await playSlot();
    // The records are wrong and the root is right, so whoever looks at roots alone builds on it.
    const wrong = await lie("wrong-lots");
    await playSlot();
    const built = await honest.tellTruth();
    expect(built?.index).toBe(wrong.index + 1);
    await killed(wrong);
    expect(await bondOf(lying.world, CLAIMANT_ROLE, honest.address)).toBe(deployment.claimantBond);
    expect(await bondOf(lying.world, CLAIMANT_ROLE, lying.liar.address)).toBe(0n);
    await claimAll();
    expect(tip()).toMatchObject({ slot: lying.slot, atStart: true });
    await verified();
    expect(lying.statuses.filter(({ kind }) => kind === "halted")).toEqual([]);
  });
});
