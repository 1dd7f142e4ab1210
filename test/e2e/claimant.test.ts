import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Difference } from "../../circuits-free-verifier/challenger/replayer.ts";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { NoBond } from "../../claimant/bond.ts";
import { type ClaimantOptions, runClaimant } from "../../claimant/main.ts";
import type { ClaimStatus } from "../../claimant/status.ts";
import { ClaimUnderChange } from "../../sequencer/nextClaim.ts";
import { WatchWorld } from "./watchWorld.ts";

let world: WatchWorld;
beforeEach(async () => {
  world = await WatchWorld.start();
});
afterEach(() => world.stop());

const [ONE, OTHER, LIAR] = [9, 10, 8];
const running = new AbortController().signal;

function optionsOf(n: number, change: Partial<ClaimantOptions> = {}) {
  const said: ClaimStatus[] = [];
  const { chain } = world;
  const options: ClaimantOptions = {
    client: chain.client,
    settlement: chain.settlement,
    crypto: chain.crypto,
    database: join(world.folder, `claimant-${n}.db`),
    privateKey: chain.party(n).privateKey,
    postBond: true,
    graceSeconds: 0,
    upkeep: false,
    pollMs: 10,
    confirmations: 0,
    trustNode: false,
    onStatus: (status) => said.push(status),
    ...change,
  };
  return { options, said };
}

const of = (said: readonly ClaimStatus[], kind: ClaimStatus["kind"]) =>
  said.filter((status) => status.kind === kind);

const verified = () =>
  verify({
    rpc: world.chain.devnet.url,
    settlement: world.chain.settlement,
    crypto: world.chain.crypto,
  });

/** L1's time goes on, in a block of its own. */
async function pass(seconds: number): Promise<void> {
  await world.chain.devnet.increaseTime(seconds);
  await world.chain.devnet.mine();
}

describe("a claimant", () => {
  test("settles what is sealed from L1 alone, goes on after a stop, and makes it final", async () => {
    const { chain } = world;
    await world.trade();
    const last = await world.trade();
    const first = optionsOf(ONE);
    expect(await runClaimant(first.options, true, running)).toBe("idle");
    expect(of(first.said, "bonded")).toHaveLength(1);
    expect(of(first.said, "claimed")).toHaveLength(1);
    await chain.follow();
    expect(chain.log.claims.tip.claim).toMatchObject({ index: 1, slot: last, atStart: true });

    await world.trade();
    await pass(chain.deployment.challengeWindow);
    const second = optionsOf(ONE);
    expect(await runClaimant(second.options, true, running)).toBe("idle");
    expect(of(second.said, "bonded")).toHaveLength(0);
    expect(of(second.said, "claimed")).toHaveLength(1);
    expect(of(second.said, "finalised")).toMatchObject([{ claim: 1 }]);
    expect(await verified()).toMatchObject({ finalisedClaims: 1 });
  });

  test("leaves a slot to others for a while", async () => {
    await world.trade();
    const patient = optionsOf(ONE, { graceSeconds: 300 });
    expect(await runClaimant(patient.options, true, running)).toBe("idle");
    expect(of(patient.said, "claimed")).toHaveLength(0);
    await pass(300);
    await runClaimant(patient.options, true, running);
    expect(of(patient.said, "claimed")).toHaveLength(1);
  });

  test("does nothing without a bond", async () => {
    await world.trade();
    const { options } = optionsOf(ONE, { postBond: false });
    await expect(runClaimant(options, true, running)).rejects.toThrow(NoBond);
  });

  test("does not build on a wrong claim", async () => {
    await world.trade();
    const lie = await world.lie(world.chain.party(LIAR));
    await world.trade();
    const { options, said } = optionsOf(ONE);
    expect(await runClaimant(options, true, running)).toBe("standsOnWrong");
    expect(of(said, "wrong")).toMatchObject([{ claim: lie.index }]);
    expect(of(said, "claimed")).toHaveLength(0);
    await expect(verified()).rejects.toThrow(Difference);
  });

  test("and another at the same time do no harm: each slot is claimed once, on what both replayed", async () => {
    const { chain } = world;
    const stop = new AbortController();
    const claimants = [optionsOf(ONE), optionsOf(OTHER)];
    await world.trade();
    const runs = claimants.map(({ options }) => runClaimant(options, false, stop.signal));
    const claimed = () => claimants.flatMap(({ said }) => of(said, "claimed"));
    const ROUNDS = 4;
    for (let round = 1; round <= ROUNDS; round++) {
      await chain.follow();
      const last = chain.log.facts.lastSealed;
      while (chain.log.claims.tip.claim.slot < last) await chain.follow();
      if (round < ROUNDS) await world.trade();
    }
    stop.abort();
    await Promise.all(runs);
    expect(claimed()).toHaveLength(chain.log.claims.tip.claim.index);
    for (const { said } of claimants) {
      expect(of(said, "wrong")).toEqual([]);
      expect(of(said, "trouble")).toEqual([]);
    }
    for (const n of [ONE, OTHER]) {
      const { address } = chain.party(n);
      expect(await world.bondOf(address)).toBe(chain.deployment.claimantBond);
    }
    expect((await verified()).counts.claims).toBe(chain.log.claims.tip.claim.index);
  });

  test("voids a slot that nobody opened, and moves the inbox on, if told to", async () => {
    const { chain } = world;
    const [a] = world.traders;
    const slot = await sealUnopened();
    const { options, said } = optionsOf(ONE, { upkeep: true });
    expect(await runClaimant(options, true, running)).toBe("idle");
    expect(of(said, "claimed")).toHaveLength(0);
    await chain.deposit(6, a, 0, 5n);
    await pass(chain.deployment.revealDelay + chain.deployment.sealDelay + 60);
    expect(await runClaimant(options, true, running)).toBe("idle");
    expect(of(said, "void")).toMatchObject([{ slot }]);
    expect(of(said, "sealedEmpty")).toHaveLength(1);
    await chain.follow();
    expect(chain.log.facts.inboxEndOf(chain.log.facts.lastSealed)).toBe(
      chain.log.facts.inboxLength,
    );
    expect(chain.log.claims.tip.claim.slot).toBe(chain.log.facts.lastSealed);
    await verified();
  });
});

describe("a claimant killed once its claim is stored and before L1 has it", () => {
  class Killed extends Error {}

  async function killed(): Promise<ReturnType<typeof optionsOf>> {
    await world.bond(world.chain.party(ONE));
    const hook = {
      beforeCommit() {},
      afterCommit(point: string) {
        if (point === "saveTransaction") throw new Killed();
      },
    };
    const { options } = optionsOf(ONE, { hook });
    await expect(runClaimant(options, true, running)).rejects.toThrow(Killed);
    return optionsOf(ONE);
  }

  const nonce = () =>
    world.chain.client.getTransactionCount({ address: world.chain.party(ONE).address });

  test("sends exactly that one when it begins again", async () => {
    await world.trade();
    const { options, said } = await killed();
    expect(await nonce()).toBe(0);
    expect(await runClaimant(options, true, running)).toBe("idle");
    expect(of(said, "claimed")).toHaveLength(1);
    expect(await nonce()).toBe(1);
    await verified();
  });

  test("does not send it where L1 changed the facts under it", async () => {
    const { chain } = world;
    const point = await chain.devnet.snapshot();
    await world.trade();
    const { options, said } = await killed();
    await chain.devnet.revert(point);
    await chain.devnet.mine(5);
    await world.trade();
    await world.bond(chain.party(ONE));
    await expect(runClaimant(options, true, running)).rejects.toThrow(ClaimUnderChange);
    expect(of(said, "claimed")).toHaveLength(0);
    expect(await nonce()).toBe(0);
    await verified();
  });
});

/** A slot with an envelope, whose key stays secret. */
async function sealUnopened(): Promise<number> {
  const { chain } = world;
  await chain.follow();
  const slot = Math.max(chain.slotNow(), chain.log.facts.lastSealed) + 1;
  const operations = [{ kind: "nop" }] as const;
  await chain.seal(slot, [{ account: world.traders[0], operations }]);
  return slot;
}
