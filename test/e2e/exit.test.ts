import { afterAll, beforeAll, expect, test } from "vitest";
import { readBalance } from "#protocol/leaves";
import { type Verified, verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { TestChain } from "./harness.ts";
import { exitBalance, exitOrders, standstill } from "./leaving.ts";
import { type Toured, tour } from "./tour.ts";

/** A chain on which everything happened stands still, and everybody takes everything out. */

let chain: TestChain;
let toured: Toured;
beforeAll(async () => {
  chain = await TestChain.start({ keypers: 3 });
  toured = await tour(chain);
});
afterAll(() => chain.stop());

const verified = (): Promise<Verified> =>
  verify({ rpc: chain.devnet.url, settlement: chain.settlement, crypto: chain.crypto });

test("the exchange is frozen, everybody leaves, and nothing remains", async () => {
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
  for (let account = 0; account < chain.log.money.accountCount; account++) {
    for (const asset of [0, 1]) {
      const { available, withdrawn } = readBalance(chain.state, account, asset);
      const unpaid = withdrawn - chain.log.money.paid(account, asset);
      if (available > 0 || unpaid > 0n) await exitBalance(chain, account, asset);
    }
  }
  await chain.call(chain.party(6), "refund", [deposit]);
  for (const totals of (await verified()).totals) {
    expect(totals).toMatchObject({ available: 0n, unpaid: 0n, unconsumed: 0n, escrow: 0n });
  }
});
