import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SIDE } from "#protocol/constants";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { TestChain } from "./harness.ts";

describe("verify", () => {
  let chain: TestChain;
  beforeAll(async () => {
    chain = await TestChain.start();
  });
  afterAll(() => chain.stop());

  test("a hand-driven chain", async () => {
    await chain.registerKeySet(1);
    const a = await chain.register(6);
    const b = await chain.register(7);
    await chain.deposit(6, a, 0, 10_000_000n);
    await chain.deposit(7, b, 0, 1_000_000n);
    await chain.deposit(7, b, 1, 100_000n);
    const buy = {
      kind: "place",
      market: 0,
      side: SIDE.buy,
      tick: 1_010,
      lots: 50,
      expiry: 0,
    } as const;
    const sell = {
      kind: "place",
      market: 0,
      side: SIDE.sell,
      tick: 990,
      lots: 30,
      expiry: 0,
    } as const;
    await chain.seal(3, [
      { account: a, operations: [buy] },
      { account: b, operations: [sell] },
    ]);
    await chain.reveal(3);
    await chain.claim();
    const verified = await verify({
      rpc: chain.devnet.url,
      settlement: chain.settlement,
      crypto: chain.crypto,
    });
    expect(verified.counts).toMatchObject({ slots: 1, claims: 1, envelopes: 2, fills: 2 });
  });
});
