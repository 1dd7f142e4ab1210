import type { BaseClient } from "../baseClient.ts";
import { assetIn } from "../l1/listing.ts";
import { paidOf, unpaid } from "../l1/paid.ts";
import { callSettlement } from "../l1/write.ts";
import { accountIdOf } from "../orders/accountId.ts";
import { proveBalance } from "../proofs/balance.ts";
import { checkKind } from "../proofs/root.ts";
import type { Hex } from "../types.ts";
import { getBalanceProof } from "./getBalanceProof.ts";

/** Of {@link claim}. */
export interface ClaimParameters {
  /** Index, or symbol as `ETH`; all assets if it is left out. */
  readonly asset?: number | string | undefined;
  /** Account on the exchange; the client's own if it is left out. Its owner is paid, whoever calls. */
  readonly accountId?: number | undefined;
}

/** What L1 has paid. */
export interface Claimed {
  readonly asset: number;
  /** Units. */
  readonly amount: bigint;
  /** Of the transaction. */
  readonly hash: Hex;
}

/**
 * Has L1 pay what was withdrawn, is final and was not paid, to the account's owner: one transaction for each asset with something to pay. The
 * proof is checked before it is sent.
 * @throws ProofError, ApiError, AccountNotFound, L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error
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
 * for (const { asset, amount } of await client.claim()) {
 *   const units: bigint = amount;
 * }
 * ```
 */
export async function claim(
  client: BaseClient,
  { asset, accountId }: ClaimParameters = {},
): Promise<readonly Claimed[]> {
  const listing = await client.exchange.listing();
  const account = await accountIdOf(client, accountId);
  const assets = asset === undefined ? listing.assets : [assetIn(listing, asset)];
  const claimed: Claimed[] = [];
  for (const { asset: index } of assets) {
    const proof = await getBalanceProof(client, { account, asset: index, at: "final" });
    checkKind(proof.root, "final");
    const { withdrawn, root } = await proveBalance(client, account, index, proof);
    const amount = unpaid(withdrawn, await paidOf(client, account, index));
    if (amount === 0n) continue;
    const siblings = proof.siblings as readonly Hex[];
    const args = [account, index, root.stateRoot, proof.leaf as Hex, siblings] as const;
    const { transactionHash } = await callSettlement(client, "withdraw", args);
    claimed.push({ asset: index, amount, hash: transactionHash });
  }
  return claimed;
}
