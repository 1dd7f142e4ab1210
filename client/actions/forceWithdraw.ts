import { MAX_AMOUNT } from "#protocol/constants";
import type { BaseClient } from "../baseClient.ts";
import { assetIn } from "../l1/listing.ts";
import { ownAccount } from "../l1/ownAccount.ts";
import { callSettlement } from "../l1/write.ts";
import { amountRequest } from "../orders/request.ts";
import type { Hex } from "../types.ts";

/** Of {@link forceWithdraw}. */
export interface ForceWithdrawParameters {
  /** Index, or symbol as `ETH`. */
  readonly asset: number | string;
  /** Whole units, 1 … 2^53 − 1; all that is available if neither this nor `quantity` is given. */
  readonly amount?: number | bigint | undefined;
  /** Of the asset, as "1.5". */
  readonly quantity?: string | undefined;
  /** Account on the exchange; the client's own if it is left out. */
  readonly accountId?: number | undefined;
}

/**
 * Withdraws through L1's inbox, which no sequencer can leave out: as much as is asked for, or all that is available if that is less.
 * claim() has L1 pay it once the batch is final.
 * @throws L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error, NotAMultiple, BadRequest, NotListed, NotYourAccount
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
 * const hash = await client.forceWithdraw({ asset: "ETH" });
 * ```
 */
export async function forceWithdraw(
  client: BaseClient,
  { asset, amount, quantity, accountId }: ForceWithdrawParameters,
): Promise<Hex> {
  const listing = await client.exchange.listing();
  const index = assetIn(listing, asset).asset;
  const asked = quantity === undefined ? { amount: amount ?? MAX_AMOUNT } : { quantity };
  const units = BigInt(amountRequest(listing, index, asked).amount);
  const account = await ownAccount(client, accountId);
  const receipt = await callSettlement(client, "forcedWithdraw", [account, index, units]);
  return receipt.transactionHash;
}
