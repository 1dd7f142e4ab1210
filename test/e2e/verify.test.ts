import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { TestChain } from "./harness.ts";
import { type Toured, tour } from "./tour.ts";

describe("a chain on which everything happens", () => {
  let chain: TestChain;
  let toured: Toured;
  beforeAll(async () => {
    chain = await TestChain.start();
    toured = await tour(chain);
  });
  afterAll(() => chain.stop());

  test("verifies, its relayed seal and claim included", async () => {
    const verified = await verify({
      rpc: chain.devnet.url,
      settlement: chain.settlement,
      crypto: chain.crypto,
    });
    expect(verified.counts).toMatchObject({ claims: toured.claims.length });
  });
});
