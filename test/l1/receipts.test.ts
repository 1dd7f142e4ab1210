import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unfaithfulLog } from "#l1/authenticate";
import { type Devnet, startDevnet } from "#l1/devnet";
import { hashHeader, parseHeader } from "#l1/header";
import { parseReceipts, receiptsRoot } from "#l1/receipts";
import { connectL1, type L1Client } from "#l1/rpc";

describe("blocks of anvil", () => {
  let devnet: Devnet;
  let client: L1Client;
  beforeAll(async () => {
    devnet = await startDevnet({ blockTime: "manual" });
    client = connectL1(devnet.url);
  });
  afterAll(() => devnet.stop());

  /** A block of so many transactions, some of which revert, and its receipts. */
  async function blockOf(count: number): Promise<{ block: unknown; receipts: unknown }> {
    const account = privateKeyToAccount(devnet.accounts[0]?.privateKey ?? "0x");
    const nonce = await client.getTransactionCount({ address: account.address });
    for (let n = 0; n < count; n++) {
      const fields = { gas: 60_000n, nonce: nonce + n, chainId: devnet.chainId } as const;
      const raw =
        n % 3 === 0
          ? // A creation that reverts.
            await account.signTransaction({ ...fields, gasPrice: 10n ** 10n, data: "0x60006000fd" })
          : await account.signTransaction({
              ...fields,
              maxFeePerGas: 10n ** 10n,
              to: account.address,
            });
      await client.request({ method: "eth_sendRawTransaction", params: [raw] });
    }
    await devnet.mine();
    const request = client.request as (asked: object) => Promise<unknown>;
    return {
      block: await request({ method: "eth_getBlockByNumber", params: ["latest", false] }),
      receipts: await request({ method: "eth_getBlockReceipts", params: ["latest"] }),
    };
  }

  test.each([0, 1, 2, 16, 17, 129, 257])("%i receipts fold to the header's root", async (count) => {
    const { block, receipts } = await blockOf(count);
    const header = parseHeader(block);
    const parsed = parseReceipts(receipts);
    expect(parsed).toHaveLength(count);
    expect(receiptsRoot(parsed)).toBe(header.receiptsRoot);
    expect(hashHeader(block)).toBe(header.hash);
    if (count > 1) expect(receiptsRoot(parsed.toReversed())).not.toBe(header.receiptsRoot);
  });

  test("receipts of another block are refused by the block's number", async () => {
    const { receipts } = await blockOf(2);
    const other = parseHeader((await blockOf(3)).block);
    expect(
      unfaithfulLog(other, receipts, devnet.accounts[0]?.address ?? "", [])?.message,
    ).toContain(`block ${other.number}`);
  });
});

test("a header without a field, or with one of another kind", () => {
  expect(() => parseHeader(null)).toThrow("an object");
  expect(() => parseHeader({ number: "0x1" })).toThrow("block's hash");
  expect(() => parseHeader({ number: 7 })).toThrow("block's number");
  expect(() => parseHeader({ number: `0x${"f".repeat(20)}` })).toThrow("below 2^53");
});
