import { describe, expect, test } from "vitest";
import { isDevnet, requireConfirmations, Unconfirmed } from "#l1/finality";
import type { L1Client } from "#l1/rpc";

const nodeOf = (version: string | undefined): L1Client =>
  ({
    request: () =>
      version === undefined ? Promise.reject(new Error("no method")) : Promise.resolve(version),
  }) as unknown as L1Client;

describe("a chain is a devnet", () => {
  test.each([
    [31_337, "Geth/v1.16", true],
    [1_337, undefined, true],
    [900, "anvil/v1.7.1", true],
    [900, "HardhatNetwork/2", true],
    [1, "Geth/v1.16", false],
    [11_155_111, undefined, false],
    [1, "reth anvil", false],
  ])("%s by %s: %s", async (chainId, version, expected) => {
    expect(await isDevnet(nodeOf(version), chainId)).toBe(expected);
  });
});

describe("believing the newest block", () => {
  test("is refused on a public chain, unless somebody allows it", async () => {
    const geth = nodeOf("Geth/v1.16");
    await expect(requireConfirmations(geth, 1, 0, false)).rejects.toThrow(Unconfirmed);
    await expect(requireConfirmations(geth, 1, 1, false)).resolves.toBeUndefined();
    await expect(requireConfirmations(geth, 1, 0, true)).resolves.toBeUndefined();
    await expect(requireConfirmations(geth, 31_337, 0, false)).resolves.toBeUndefined();
  });
});
