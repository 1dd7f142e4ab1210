import { createPublicClient, http } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Devnet, startDevnet } from "#l1/devnet";

describe("devnet", () => {
  let devnet: Devnet;
  beforeAll(async () => {
    devnet = await startDevnet({ blockTime: "manual", timestamp: 1_900_000_000, accounts: 3 });
  });
  afterAll(() => devnet.stop());

  test("listens on loopback with funded accounts whose keys are known", async () => {
    const client = createPublicClient({ transport: http(devnet.url) });
    expect(devnet.accounts).toHaveLength(3);
    for (const { address } of devnet.accounts) {
      expect(await client.getBalance({ address })).toBe(10_000n * 10n ** 18n);
    }
    expect(await client.getChainId()).toBe(devnet.chainId);
  });

  test("keeps time as it is told", async () => {
    const client = createPublicClient({ transport: http(devnet.url), cacheTime: 0 });
    expect((await client.getBlock()).timestamp).toBe(1_900_000_000n);
    await devnet.setNextBlockTimestamp(1_900_000_100);
    await devnet.mine();
    expect((await client.getBlock()).timestamp).toBe(1_900_000_100n);
    await devnet.increaseTime(3_600);
    await devnet.mine();
    expect((await client.getBlock()).timestamp).toBeGreaterThanOrEqual(1_900_003_700n);
  });

  test("replaces blocks on demand", async () => {
    const client = createPublicClient({ transport: http(devnet.url), cacheTime: 0 });
    await devnet.mine(3);
    const before = await client.getBlock();
    await devnet.reorganise(2);
    const after = await client.getBlock();
    expect(after.number).toBe(before.number);
    expect(after.hash).not.toBe(before.hash);
  });
});

test("a devnet that was stopped is gone", async () => {
  const devnet = await startDevnet();
  await devnet.stop();
  expect(() => process.kill(devnet.pid, 0)).toThrow();
});
