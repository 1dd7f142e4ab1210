import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningWatcher } from "../../circuits-free-verifier/challenger/startWatcher.ts";
import type { WatchStatus } from "../../circuits-free-verifier/challenger/watchStatus.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import { Liar } from "../../demo/lies/liar.ts";
import { lieOf } from "../../demo/lies/table.ts";
import { type Receipt, Wallet } from "../../demo/wallet.ts";
import { isKill, LyingWorld } from "./lyingWorld.ts";

let lying: LyingWorld;
let watcher: RunningWatcher;
const told: WatchStatus[] = [];
beforeAll(async () => {
  lying = await LyingWorld.create();
  await lying.claimAll(0);
  watcher = await lying.watch("watcher", (status) => told.push(status));
});
afterAll(async () => {
  await watcher.stop();
  await lying.close();
});

/** Tells what was mined only when the watcher has killed it. */
class SlowWallet extends Wallet {
  override async mined(what: string, hashes: readonly `0x${string}`[]): Promise<Receipt[]> {
    const receipts = await super.mined(what, hashes);
    await watcher.until(() => told.some(({ kind }) => kind === "killed"));
    return receipts;
  }
}

test("a liar knows its claim also when that is dead before the liar looks again", async () => {
  const { world, sequencer } = lying;
  const { client, settlement, deployment, crypto } = world;
  const chainId = await client.getChainId();
  // The account whose bond is posted.
  const wallet = new SlowWallet(client, chainId, devAccounts(4)[3]?.privateKey ?? "0x");
  const context = { ...sequencer.context, crypto, deployment };
  const liar = new Liar({ client, chainId, settlement, deployedAt: 0, context, wallet });
  const before = sequencer.view?.tip.index ?? 0;
  const slot = await lying.playSlot();
  const lied = await liar.tell(lieOf("wrong-price"), 2);
  if (lied === undefined) throw new RangeError("no place for wrong-price");
  expect(lied.claim).toMatchObject({ index: before + 1, slot });
  expect(lied.claim.author).toBe(liar.address.toLowerCase());
  expect(told.filter(isKill(lied.claim))).toHaveLength(1);
});
