import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningWatcher } from "../../circuits-free-verifier/challenger/startWatcher.ts";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { LIES } from "../../demo/lies/table.ts";
import { bondOf, CLAIMANT_ROLE } from "./bonds.ts";
import { isKill, LyingWorld } from "./lyingWorld.ts";

/** Every lie, told on L1 by a claimant with a bond, and caught by a watcher with one transaction. */

let lying: LyingWorld;
let watcher: RunningWatcher;
let told: WatchStatus[] = [];
beforeAll(async () => {
  lying = await LyingWorld.create();
  watcher = await lying.watch("watcher", (status) => told.push(status));
});
afterAll(async () => {
  await watcher.stop();
  await lying.close();
});

describe("a lying claimant loses its bond", () => {
  test.each(LIES)("by $kind", async (lie) => {
    const { liar } = lying;
    told = [];
    if (lie.kind === "skipped-slot") await lying.playSlot();
    const slot = await lying.playSlot();
    const claimed = lying.claimed().length;
    // Whatever lies before the played slots is claimed as it is.
    if (claimed === 0) await liar.tellTruth();
    const lied = await liar.tell(lie, 2);
    if (lied === undefined) throw new RangeError(`slot ${slot} has no place for ${lie.kind}`);
    const { claim, found } = lied;
    await watcher.until(() => told.some(isKill(claim)));

    const wrong = told.find(({ kind }) => kind === "wrong");
    expect(wrong).toMatchObject({ claim: claim.index, ...found });
    expect(told.filter(({ kind }) => kind === "trouble" || kind === "halted")).toEqual([]);
    expect(await bondOf(lying.world, CLAIMANT_ROLE, claim.author)).toBe(0n);
    await lying.claimAll(claimed);
    expect(lying.claimed().at(-1)).toBe(claim.index);
    await liar.postBond();
  });

  test("and the chain is right in the end", async () => {
    const { url: rpc, settlement, crypto } = lying.world;
    const verified = await verify({ rpc, settlement, crypto });
    expect(verified.generation).toBe(LIES.length);
    expect(verified.counts.slots).toBe(lying.slot);
    expect(lying.statuses.filter(({ kind }) => kind === "halted")).toEqual([]);
  });
});
