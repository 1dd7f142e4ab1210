import { createClient, createWalletClient, custom, parseAbi } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Devnet, startDevnet } from "#l1/devnet";
import { connectL1 } from "#l1/rpc";
import type { BaseClient } from "../../client/baseClient.ts";
import { L1Reverted } from "../../client/index.ts";
import { send } from "../../client/l1/write.ts";

/** Wallets let people speed up and cancel what is sent already. */

const CALL = {
  address: `0x${"ca".repeat(20)}`,
  abi: parseAbi(["function poke() payable"]),
  functionName: "poke",
  args: [],
  value: 5n,
} as const;
const SELECTOR = "0x18178358";
/** Above what is usual, and above the last ones, which become so. */
const FEE = 10n ** 11n;

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet({ blockTime: "manual" });
});
afterAll(() => devnet.stop());

/** Sends a call, and another transaction in its place before it is in a block. */
async function replacedBy(change: object) {
  const account = privateKeyToAccount(devnet.accounts[0]?.privateKey ?? "0x");
  const node = connectL1(devnet.url);
  let looked: () => void = () => {};
  const seen = new Promise<void>((resolve) => {
    looked = resolve;
  });
  const transport = custom({
    request: async ({ method, params }: { method: string; params?: unknown }) => {
      const answer = await node.request({ method, params } as never);
      if (method === "eth_getTransactionByHash" && answer !== null) looked();
      return answer;
    },
  });
  const l1 = createClient({ chain: foundry, transport });
  const client = { account, l1, chain: foundry, pollingInterval: 50 } as unknown as BaseClient;
  const { address } = account;
  const nonce = await node.getTransactionCount({ address });
  const sending = send(client, "poke", CALL).then(
    () => "taken",
    (error: unknown) => error,
  );
  await seen;
  const wallet = createWalletClient({ account, chain: foundry, transport });
  const fee = FEE * 4n ** BigInt(nonce);
  const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee, gas: 100_000n };
  await wallet.sendTransaction({ ...fees, nonce, ...change });
  await devnet.mine();
  return await sending;
}

test("what was cancelled in the wallet is not told as done", async () => {
  const { address } = privateKeyToAccount(devnet.accounts[0]?.privateKey ?? "0x");
  expect(await replacedBy({ to: address, value: 0n })).toBeInstanceOf(L1Reverted);
  expect(await replacedBy({ to: CALL.address, value: 1n })).toBeInstanceOf(L1Reverted);
});

test("what was only sped up is done", async () => {
  expect(await replacedBy({ to: CALL.address, value: CALL.value, data: SELECTOR })).toBe("taken");
});
