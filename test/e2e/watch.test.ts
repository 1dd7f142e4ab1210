import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { INVALID } from "#protocol/outcomes";
import { WatchWorld } from "./watchWorld.ts";

let world: WatchWorld;
beforeEach(async () => {
  world = await WatchWorld.start();
});
afterEach(() => world.stop());

const nothingWrong = { wrong: undefined };

describe("a watcher", () => {
  test("kills a wrong claim, is owed half of the bond, and goes on from the last good one", async () => {
    const { chain } = world;
    const liar = chain.party(8);
    const { watcher, said } = await world.watch(9);
    await world.trade();
    const first = await world.claim();
    await world.trade();
    const lie = await world.lie(liar);
    await watcher.until(({ block }) => block > 0 && said.some(({ kind }) => kind === "killed"));
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
    await chain.follow();
    expect(chain.log.claims.tip.claim.index).toBe(first.index);

    const right = await world.claim();
    expect(right.index).toBe(lie.index);
    expect(await watcher.until(({ claim }) => claim === right.index)).toMatchObject(nothingWrong);
  });
});
