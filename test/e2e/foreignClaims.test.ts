import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { lieOf } from "../../demo/lies/table.ts";
import { isKill, LyingWorld } from "./lyingWorld.ts";

/** Somebody else claims before the sequencer does: rightly, wrongly, and wrongly with the right root behind it. */

let lying: LyingWorld;
const verdicts = () =>
  lying.statuses.flatMap((status) => (status.kind === "foreignClaim" ? [status.right] : []));

beforeAll(async () => {
  lying = await LyingWorld.create();
});
afterAll(() => lying.close());

describe("a claim by somebody else", () => {
  test("that is right is built on", async () => {
    expect((await lying.liar.tellTruth())?.index).toBe(1);
    await lying.playSlot();
    expect(lying.claimed()).toEqual([]);
    await lying.claimAll(0);
    expect(verdicts()).toEqual([true]);
    expect(lying.claimed()).toEqual([2]);
  });

  test.each(["stolen-balance", "wrong-lots", "early-end"])(
    "that lies by %s is waited for until it has died, and claimed anew",
    async (kind) => {
      const { world, sequencer, liar } = lying;
      const slot = await lying.playSlot();
      const [judged, claimed] = [verdicts().length, lying.claimed().length];
      const claim = (await liar.tell(lieOf(kind), 2))?.claim;
      if (claim === undefined) throw new RangeError(`slot ${slot} has no place for ${kind}`);
      expect(claim.slot).toBe(slot);
      sequencer.flushClaims(true);
      await sequencer.until(() => verdicts().length > judged);
      expect(verdicts().at(-1)).toBe(false);
      await world.mine(3);
      await sequencer.until(() => sequencer.view?.tip.index === claim.index);
      expect(lying.claimed()).toHaveLength(claimed);

      const told: WatchStatus[] = [];
      const watcher = await lying.watch(`watcher-${kind}`, (status) => told.push(status));
      await watcher.until(() => told.some(isKill(claim)));
      await watcher.stop();
      await lying.claimAll(claimed);
      expect(lying.claimed().slice(claimed)).toEqual([claim.index]);
      expect(sequencer.exchange.wasChallenged(slot)).toBe(true);
      expect(sequencer.exchange.wasChallenged(1)).toBe(false);
      await liar.postBond();
      await verify({ rpc: world.url, settlement: world.settlement, crypto: world.crypto });
    },
  );

  test("never halts the sequencer", () => {
    expect(lying.statuses.filter(({ kind }) => kind === "halted")).toEqual([]);
  });
});
