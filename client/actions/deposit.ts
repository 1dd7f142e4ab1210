import { type Abi, erc20Abi } from "viem";
import { readContract } from "viem/actions";
import { isEther } from "#protocol/config";
import type { BaseClient } from "../baseClient.ts";
import { NoAccount, NotFunded } from "../errors.ts";
import { assetIn } from "../l1/listing.ts";
import { ownAccount } from "../l1/ownAccount.ts";
import { callSettlement, send } from "../l1/write.ts";
import { type AmountRequest, amountRequest } from "../orders/request.ts";
import type { Hex } from "../types.ts";

/** Of {@link deposit}. */
export type DepositParameters = AmountRequest & {
  /** Index, or symbol as `ETH`. */
  readonly asset: number | string;
  /** Account that gets it; the client's own if it is left out. Anyone may deposit for anyone. */
  readonly accountId?: number | undefined;
};

/** Money that is on its way into the exchange. */
export interface Deposited {
  readonly account: number;
  readonly asset: number;
  /** Units; the account has them once a batch has taken in the deposit. */
  readonly amount: number;
  /** Of the transaction. */
  readonly hash: Hex;
}

/**
 * Pays money into an account on the exchange. For a token the allowance is raised first, by just what is needed.
 * An account that is not named is found by the API and must be the client's own on L1, so no API can have money sent elsewhere.
 * @throws NotAMultiple, BadRequest, NotListed, NotYourAccount, L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { http } from "viem";
 * import { privateKeyToAccount } from "viem/accounts";
 * import { foundry } from "viem/chains";
 *
 * const account = privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001");
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", account });
 * const { amount } = await client.deposit({ asset: "ETH", quantity: "1.5" });
 * ```
 */
export async function deposit(
  client: BaseClient,
  parameters: DepositParameters,
): Promise<Deposited> {
  if (client.account === undefined) throw new NoAccount("deposit");
  const listing = await client.exchange.listing();
  const { asset, amount } = amountRequest(listing, parameters.asset, parameters);
  const { token, scale } = assetIn(listing, asset);
  const account = await ownAccount(client, parameters.accountId);
  const value = BigInt(amount) * BigInt(scale);
  const ether = isEther(token);
  if (!ether) await allow(client, client.account.address, token as Hex, value);
  const args = [account, asset, value] as const;
  const receipt = await callSettlement(client, "deposit", args, ether ? value : 0n);
  return { account, asset, amount, hash: receipt.transactionHash };
}

/** Raises Settlement's allowance to `value` token wei. Some tokens want it to be zero in between. */
async function allow(client: BaseClient, owner: Hex, token: Hex, value: bigint): Promise<void> {
  const { settlement } = await client.exchange.facts();
  const erc20 = { address: token, abi: erc20Abi } as const;
  const [balance, allowance] = await Promise.all([
    readContract(client.l1, { ...erc20, functionName: "balanceOf", args: [owner] }),
    readContract(client.l1, { ...erc20, functionName: "allowance", args: [owner, settlement] }),
  ]);
  if (balance < value) throw new NotFunded(`token wei of ${owner}`, balance, value);
  if (allowance >= value) return;
  const steps = allowance > 0n ? [0n, value] : [value];
  for (const to of steps) {
    const call = { address: token, abi: erc20Abi as Abi, functionName: "approve" };
    await send(client, "approve", { ...call, args: [settlement, to], value: 0n });
  }
}
