import { afterEach, beforeEach, expect, test } from "vitest";
import { abiClaim } from "#l1/claimHash";
import { SIDE } from "#protocol/constants";
import { type Verified, verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { TestChain } from "./harness.ts";
import { exitBalances, exitOrders, fixExit, freeze, standstill } from "./leaving.ts";
import { place, type Toured, tour } from "./tour.ts";

/** A chain stands still, and everybody takes everything out. */

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.start({ keypers: 3 });
});
afterEach(() => chain.stop());

const verified = (): Promise<Verified> =>
  verify({ rpc: chain.devnet.url, settlement: chain.settlement, crypto: chain.crypto });

test("the exchange is frozen, everybody leaves, and nothing remains", async () => {
  const toured: Toured = await tour(chain);
  const last = toured.claims.at(-1);
  if (last === undefined) throw new RangeError("a tour without claims");
  const deposit = chain.log.facts.inboxLength - 1;
  await standstill(chain, last);
  const before = await verified();
  expect(before.totals.some(({ locked }) => locked > 0n)).toBe(true);

  expect(await exitOrders(chain)).toBeGreaterThan(0);
  for (const { locked, escrow } of (await verified()).totals) {
    expect(locked).toBe(0n);
    expect(escrow).toBeGreaterThan(0n);
  }
  await exitBalances(chain);
  await chain.call(chain.party(6), "refund", [deposit]);
  for (const totals of (await verified()).totals) {
    expect(totals).toMatchObject({ available: 0n, unpaid: 0n, unconsumed: 0n, escrow: 0n });
  }
});

test("what was claimed too late is undone for the exit, and bonds are still freed by it", async () => {
  await chain.registerKeySet(1);
  const [buyer, seller] = [await chain.register(6), await chain.register(7)];
  await chain.deposit(6, buyer, 0, 1_000_000n);
  await chain.deposit(7, seller, 1, 100_000n);
  await chain.seal(3, [{ account: buyer, operations: [place(SIDE.buy, 1_000, 5)] }]);
  await chain.reveal(3);
  const final = await chain.claim();
  const { challengeWindow, exitDelay } = chain.deployment;
  await chain.call(chain.party(6), "finalise", [abiClaim(final)], {
    at: final.postedAt + challengeWindow,
  });
  await chain.follow();
  const slot = chain.slotNow() + 2;
  await chain.seal(slot, [{ account: seller, operations: [place(SIDE.sell, 1_000, 5)] }]);
  await chain.reveal(slot);
  await chain.follow();
  await freeze(chain, chain.log.facts.sealedAt(slot) ?? 0);
  await fixExit(chain, final, { at: chain.log.facts.frozenAt + exitDelay });

  const atExit = chain.state.snapshot();
  const later = await chain.claim();
  await chain.call(chain.party(6), "finalise", [abiClaim(later)], {
    at: later.postedAt + challengeWindow,
  });
  await chain.call(chain.party(0), "releaseBond", [2]);
  chain.state.restore(atExit);
  expect((await verified()).totals).toMatchObject([{ locked: 35_018n }, { locked: 0n }]);
  expect(await exitOrders(chain)).toBe(1);
  await exitBalances(chain);
  for (const totals of (await verified()).totals) expect(totals.escrow).toBe(0n);
});
