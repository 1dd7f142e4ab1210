import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { abiClaim } from "#l1/claimHash";
import type { Claim } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { readBalance } from "#protocol/leaves";
import type { RunningWatcher } from "../../circuits-free-verifier/challenger/startWatcher.ts";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { WatchWorld } from "./watchWorld.ts";

/** What a wrong claim, proven before the real FraudProof, leaves behind: facts as they were, and a chain that goes on. */

let world: WatchWorld;
let watcher: RunningWatcher;
beforeEach(async () => {
  world = await WatchWorld.start();
  ({ watcher } = await world.watch(9));
});
afterEach(() => world.stop());

const LIAR = 8;
const SECOND = 10;

/** Resolves when the watcher has seen this many rollbacks. */
async function rolledBack(times: number): Promise<void> {
  const { chain } = world;
  for (;;) {
    await watcher.until(() => true);
    await chain.follow();
    if (chain.log.claims.generation >= times) return;
  }
}

async function finalise(claim: Claim): Promise<void> {
  const { chain } = world;
  await chain.follow();
  const due = claim.postedAt + chain.deployment.challengeWindow;
  const at = Math.max(due, chain.now() + 1);
  await chain.call(chain.party(5), "finalise", [abiClaim(claim)], { at });
  await chain.follow();
}

async function expectAllRight(claims: number): Promise<void> {
  const { chain } = world;
  const { devnet, settlement, crypto } = chain;
  const verified = await verify({ rpc: devnet.url, settlement, crypto });
  expect(verified.counts.claims).toBe(claims);
  expect(verified.judgedByFraudProof).toBe(true);
  for (const { available, locked, unpaid, unconsumed, escrow } of verified.totals)
    expect(available + locked + unpaid + unconsumed).toBe(escrow);
}

/** Seals as L1 holds them. */
const facts = (): string[] => {
  const seals: string[] = [];
  const { log } = world.chain;
  for (let slot = log.facts.sealAfter(0)?.slot; slot !== undefined; ) {
    const seal = log.facts.sealOf(slot);
    seals.push(`${slot} ${toHex(seal?.root ?? new Uint8Array())} ${seal?.envelopes.length}`);
    slot = log.facts.sealAfter(slot)?.slot;
  }
  return seals;
};

describe("after fraud", () => {
  test("twice in a row, another claimant claims the same slots rightly", async () => {
    const { chain } = world;
    await world.trade();
    const first = await world.claim();
    await world.trade();
    await world.trade();
    await chain.follow();
    const before = facts();
    for (const n of [1, 2]) {
      const lie = await world.lie(chain.party(LIAR));
      expect([lie.index, lie.generation]).toEqual([first.index + 1, n - 1]);
      await rolledBack(n);
      expect(await world.bondOf(chain.party(LIAR).address)).toBe(0n);
    }
    expect(facts()).toEqual(before);
    const right = await world.claim(chain.party(SECOND));
    expect([right.index, right.generation]).toEqual([first.index + 1, 2]);
    expect(toHex(right.stateRoot)).toBe(toHex(chain.state.root()));
    await finalise(right);
    await expectAllRight(2);
    expect(await world.owed(chain.party(9).address)).toBe(chain.deployment.claimantBond);
  });

  test("on top of what became final meanwhile: that stays final", async () => {
    const { chain } = world;
    await world.trade();
    const first = await world.claim();
    await world.trade();
    await watcher.stop();
    const lie = await world.lie(chain.party(LIAR));
    await finalise(first);
    expect(chain.log.claims.finalised).toBe(first.index);
    ({ watcher } = await world.watch(9));
    await rolledBack(1);
    expect(chain.log.claims.finalised).toBe(first.index);
    expect(chain.log.claims.tip.claim.index).toBe(first.index);
    const right = await world.claim(chain.party(SECOND));
    expect(right.index).toBe(lie.index);
    await finalise(right);
    await expectAllRight(2);
  });

  test("a window late, before anybody made it final, it is still caught", async () => {
    const { chain } = world;
    await world.trade();
    await watcher.stop();
    const lie = await world.lie(chain.party(LIAR));
    await chain.devnet.increaseTime(chain.deployment.challengeWindow + 1);
    await chain.devnet.mine();
    ({ watcher } = await world.watch(9));
    await rolledBack(1);
    await expect(finalise(lie)).rejects.toThrow("NotTip");
  });

  test("that became final, the watcher says so and ends", async () => {
    const { chain } = world;
    await world.trade();
    await watcher.stop();
    await finalise(await world.lie(chain.party(LIAR)));
    ({ watcher } = await world.watch(9));
    await expect(watcher.ended).rejects.toMatchObject({ code: "wrongClaimFinal" });
  });

  test("racing a withdrawal: only what a right root tells is paid, and once", async () => {
    const { chain } = world;
    const [trader] = world.traders;
    await world.withdraw(777);
    await watcher.stop();
    const stolen = await world.lieOfWithdrawal(chain.party(LIAR), 5_000_000n);
    const pay = () => chain.withdraw(stolen.state, trader, 0);
    await expect(pay()).rejects.toThrow("RootNotFinal");
    ({ watcher } = await world.watch(9));
    await rolledBack(1);
    await expect(pay()).rejects.toThrow("RootNotFinal");
    await expect(finalise(stolen.claim)).rejects.toThrow("NotTip");

    const right = await world.claim(chain.party(SECOND));
    await finalise(right);
    await expect(pay()).rejects.toThrow("RootNotFinal");
    await chain.withdraw(chain.state, trader, 0);
    expect(readBalance(chain.state, trader, 0).withdrawn).toBe(777n);
    await expect(chain.withdraw(chain.state, trader, 0)).rejects.toThrow("NothingToPay");
    await expectAllRight(1);
  });

  test("an honest claim built on it dies, and its author keeps the bond", async () => {
    const { chain } = world;
    const honest = chain.party(SECOND);
    await world.trade();
    await watcher.stop();
    const lie = await world.lie(chain.party(LIAR));
    await world.trade();
    const believed = await world.believe(honest);
    expect(believed.index).toBe(lie.index + 1);
    ({ watcher } = await world.watch(9));
    await rolledBack(1);
    expect(chain.log.claims.tip.claim.index).toBe(0);
    expect(await world.bondOf(honest.address)).toBe(chain.deployment.claimantBond);
    expect(await world.bondOf(chain.party(LIAR).address)).toBe(0n);
    await expect(finalise(believed)).rejects.toThrow("NotTip");

    const right = await world.claim(honest);
    expect(right.index).toBe(lie.index);
    await finalise(right);
    await chain.call(honest, "releaseBond", [2]);
    expect(await world.bondOf(honest.address)).toBe(0n);
    await expectAllRight(1);
  });
});
