import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Claim } from "#l1/eventTypes";
import { SIDE } from "#protocol/constants";
import { INVALID } from "#protocol/outcomes";
import type { RunningWatcher } from "../../circuits-free-verifier/challenger/startWatcher.ts";
import type { WatchPoint } from "../../circuits-free-verifier/challenger/watchSchema.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { place } from "./tour.ts";
import { WatchWorld } from "./watchWorld.ts";

let world: WatchWorld;
beforeEach(async () => {
  world = await WatchWorld.start();
});
afterEach(() => world.stop());

const LIAR = 8;
const kinds = (said: readonly WatchStatus[]): string[] => said.map(({ kind }) => kind);
const count = (said: readonly WatchStatus[], kind: WatchStatus["kind"]): number =>
  kinds(said).filter((other) => other === kind).length;

/** Resolves when it holds after a look. */
const bringTo = async (what: () => boolean, watcher: RunningWatcher): Promise<void> =>
  void (await watcher.until(what));

async function tipOf(): Promise<number> {
  await world.chain.follow();
  return world.chain.log.claims.tip.claim.index;
}

describe("a watcher", () => {
  test("kills a wrong claim, is owed half of the bond, and goes on from the last good one", async () => {
    const { chain } = world;
    const liar = chain.party(LIAR);
    const { watcher, said } = await world.watch(9);
    await world.trade();
    const first = await world.claim();
    await world.trade();
    const lie = await world.lie(liar);
    await bringTo(() => count(said, "killed") === 1, watcher);
    expect(said).toContainEqual(
      expect.objectContaining({
        kind: "wrong",
        claim: lie.index,
        author: liar.address.toLowerCase(),
        reason: INVALID.rootMismatch,
      }),
    );
    expect(await world.bondOf(liar.address)).toBe(0n);
    expect(await world.owed(chain.party(9).address)).toBe(chain.deployment.claimantBond / 2n);
    expect(await tipOf()).toBe(first.index);

    const right = await world.claim();
    expect(right.index).toBe(lie.index);
    const view = await watcher.until(({ claim }) => claim === right.index);
    expect(view.wrong).toBeUndefined();
  });

  test("owes the reward to whom it was told", async () => {
    const { chain } = world;
    const beneficiary = chain.party(11).address;
    const { watcher, said } = await world.watch(9, { beneficiary });
    await world.trade();
    await world.lie(chain.party(LIAR));
    await bringTo(() => count(said, "killed") === 1, watcher);
    expect(await world.owed(beneficiary)).toBe(chain.deployment.claimantBond / 2n);
    expect(await world.owed(chain.party(9).address)).toBe(0n);
  });

  test("kills one wrong claim after another", async () => {
    const { chain } = world;
    const { watcher, said } = await world.watch(9);
    await world.trade();
    for (const n of [1, 2, 3]) {
      await world.lie(chain.party(LIAR));
      await bringTo(() => count(said, "killed") === n, watcher);
    }
    const right = await world.claim();
    await watcher.until(({ claim }) => claim === right.index);
    expect(chain.log.claims.generation).toBe(3);
  });

  test("waits while a slot that the wrong claim starts is not decided", async () => {
    const { chain } = world;
    const [a] = world.traders;
    const { watcher, said } = await world.watch(9);
    const undecided = chain.slotNow() + 1;
    await chain.seal(undecided, [{ account: a, operations: [place(SIDE.buy, 900, 1)] }]);
    const decided = undecided + 1;
    await chain.seal(decided, [{ account: a, operations: [place(SIDE.buy, 901, 1)] }]);
    await chain.reveal(decided);
    const lie = await guessed(undecided);
    await bringTo(() => count(said, "undecided") > 0, watcher);
    expect(await tipOf()).toBe(lie.index);
    await chain.reveal(undecided);
    await bringTo(() => count(said, "killed") === 1, watcher);
    expect(await tipOf()).toBe(lie.index - 1);
  });

  test("voids that slot when its key is overdue, though nobody else does", async () => {
    const { chain } = world;
    const [a] = world.traders;
    const { watcher, said } = await world.watch(9);
    const withheld = chain.slotNow() + 1;
    await chain.seal(withheld, [{ account: a, operations: [place(SIDE.buy, 900, 1)] }]);
    const decided = withheld + 1;
    await chain.seal(decided, [{ account: a, operations: [place(SIDE.buy, 901, 1)] }]);
    await chain.reveal(decided);
    const lie = await guessed(withheld, chain.keyOf(decided));
    await bringTo(() => count(said, "undecided") > 0, watcher);
    expect(await tipOf()).toBe(lie.index);
    const { interval, revealDelay } = chain.deployment;
    await chain.sealEmpty(decided + Math.ceil(revealDelay / interval) + 1);
    await bringTo(() => count(said, "killed") === 1, watcher);
    expect(count(said, "voided")).toBe(1);
    expect(await tipOf()).toBe(lie.index - 1);
  });

  /** A claim over a slot without key, as if it were void, or opened by another key. */
  async function guessed(slot: number, key: Uint8Array | "void" = "void"): Promise<Claim> {
    const { chain } = world;
    await world.bond(chain.party(LIAR));
    await chain.follow();
    const before = chain.state.snapshot();
    const chunks = await chain.produceAs(slot, key);
    const claim = await chain.postClaim(chunks, chain.state, { by: chain.party(LIAR) });
    chain.rewind(before);
    return claim;
  }

  test("and another one do no harm to each other", async () => {
    const { chain } = world;
    const one = await world.watch(9);
    const two = await world.watch(10);
    await world.trade();
    for (const n of [1, 2]) {
      await world.lie(chain.party(LIAR));
      for (const { watcher, said } of [one, two])
        await bringTo(() => count(said, "killed") === n, watcher);
    }
    const right = await world.claim();
    for (const { watcher } of [one, two]) {
      const view = await watcher.until(({ claim }) => claim === right.index);
      expect(view.wrong).toBeUndefined();
    }
    const owed = [
      await world.owed(chain.party(9).address),
      await world.owed(chain.party(10).address),
    ];
    expect((owed[0] ?? 0n) + (owed[1] ?? 0n)).toBe(chain.deployment.claimantBond);
    expect(count(one.said, "challenged") + count(two.said, "challenged")).toBe(2);
    expect([...one.said, ...two.said].filter(({ kind }) => kind === "halted")).toEqual([]);
  });
});

describe("a reorganisation of L1", () => {
  test("that takes the challenge away: it is sent again", async () => {
    const { chain } = world;
    await world.trade();
    const { watcher, said } = await world.watch(9);
    await world.lie(chain.party(LIAR));
    await bringTo(() => count(said, "killed") === 1, watcher);
    await chain.devnet.reorganise(1);
    await bringTo(() => count(said, "killed") === 2, watcher);
    expect(count(said, "reorganised")).toBeGreaterThan(0);
    expect(await world.owed(chain.party(9).address)).toBe(chain.deployment.claimantBond / 2n);
    expect(await chain.client.getTransactionCount({ address: chain.party(9).address })).toBe(1);
  });

  test("that takes the wrong claim away, and puts a right one in its place", async () => {
    const { chain } = world;
    await world.trade();
    const point = await chain.devnet.snapshot();
    const { watcher, said } = await world.watch(9);
    const lie = await world.lie(chain.party(LIAR));
    await bringTo(() => count(said, "killed") === 1, watcher);
    await chain.devnet.revert(point);
    await chain.devnet.mine(5);
    await chain.follow();
    const right = await world.claim();
    expect(right.index).toBe(lie.index);
    const view = await watcher.until(({ claim }) => claim === right.index);
    expect(view.wrong).toBeUndefined();
    await world.trade();
    await world.lie(chain.party(LIAR));
    await bringTo(() => count(said, "killed") === 2, watcher);
    expect(await tipOf()).toBe(right.index);
  });
});

describe("a watcher that begins again", () => {
  const window = 4;

  async function untilStored(n: number): Promise<void> {
    const { watcher, said } = await world.watch(n, { window });
    await bringTo(() => count(said, "looked") > 0, watcher);
    await world.chain.devnet.mine(window + 1);
    await bringTo(() => count(said, "checkpoint") > 0, watcher);
    await watcher.stop();
  }

  test("goes on from what it stored, and knows what is right and wrong after it", async () => {
    const { chain } = world;
    await world.trade();
    const first = await world.claim();
    await world.trade();
    await untilStored(9);

    const again = await world.watch(9, { window });
    await again.watcher.until(() => true);
    expect(again.said[0]).toMatchObject({ kind: "opened", from: "checkpoint", claim: first.index });
    const second = await world.claim();
    await again.watcher.until(({ claim }) => claim === second.index);
    await world.trade();
    await world.lie(chain.party(LIAR));
    await bringTo(() => count(again.said, "killed") === 1, again.watcher);
    await again.watcher.stop();

    const third = await world.claim();
    const last = await world.watch(9, { window });
    expect(await last.watcher.until(({ claim }) => claim === third.index)).toMatchObject({
      wrong: undefined,
    });
    expect(count(last.said, "checkpoint")).toBeLessThan(2);
  });

  test("stores again and again as L1 grows", async () => {
    const { chain } = world;
    const { watcher, said } = await world.watch(9, { window });
    for (const n of [1, 2, 3]) {
      await world.trade();
      const { index } = await world.claim();
      await watcher.until(({ claim }) => claim === index);
      await chain.devnet.mine(window + 1);
      await bringTo(() => count(said, "checkpoint") >= n, watcher);
    }
    await watcher.stop();
    const again = await world.watch(9, { window });
    await again.watcher.until(() => true);
    expect(again.said[0]).toMatchObject({ kind: "opened", from: "checkpoint" });
    await again.watcher.until(({ claim, wrong }) => claim === 3 && wrong === undefined);
  });

  test("starts over where L1 left the block that it stored", async () => {
    const { chain } = world;
    await world.trade();
    const point = await chain.devnet.snapshot();
    await chain.follow();
    const before = chain.state.snapshot();
    await world.claim();
    await untilStored(9);
    await chain.devnet.revert(point);
    chain.rewind(before);
    await chain.devnet.mine(20);
    await chain.follow();
    const right = await world.claim();
    const { watcher, said } = await world.watch(9, { window });
    await watcher.until(() => true);
    expect(said[0]).toMatchObject({ kind: "opened", from: "genesis" });
    await watcher.until(({ claim, wrong }) => claim === right.index && wrong === undefined);
    await chain.devnet.mine(window + 1);
    await bringTo(() => count(said, "checkpoint") > 0, watcher);
    await watcher.stop();
    const again = await world.watch(9, { window });
    await again.watcher.until(() => true);
    expect(again.said[0]).toMatchObject({ kind: "opened", from: "checkpoint", claim: right.index });
  });

  test("waits out a disk that is full", async () => {
    const { chain } = world;
    let full = true;
    const beforeCommit = (point: WatchPoint): void => {
      if (full && point !== "create")
        throw Object.assign(new Error("disk full"), { code: "SQLITE_FULL" });
    };
    const hook = { beforeCommit, afterCommit() {} };
    const { watcher, said } = await world.watch(9, { window, hook });
    await world.trade();
    const { index } = await world.claim();
    await watcher.until(({ claim }) => claim === index);
    await chain.devnet.mine(window + 1);
    await world.trade();
    await world.lie(chain.party(LIAR));
    const troubled = (): boolean => count(said, "trouble") > 0;
    while (!troubled()) await new Promise((resolve) => setImmediate(resolve));
    expect(said.find(({ kind }) => kind === "trouble")).toMatchObject({
      error: { code: "store.full" },
    });
    expect(await tipOf()).toBe(index + 1);
    full = false;
    await bringTo(() => count(said, "killed") === 1 && count(said, "checkpoint") > 0, watcher);
    expect(await tipOf()).toBe(index);
  });

  test("has the file for itself", async () => {
    await world.watch(9);
    expect(existsSync(world.database(9))).toBe(true);
    await expect(world.watch(9)).rejects.toMatchObject({ code: "store.inUse" });
  });
});
