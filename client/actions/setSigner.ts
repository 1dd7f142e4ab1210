import type { BaseClient } from "../baseClient.ts";
import { ownAccount } from "../l1/ownAccount.ts";
import { callSettlement } from "../l1/write.ts";
import type { Hex } from "../types.ts";

/** Of {@link setSigner}. */
export interface SetSignerParameters {
  /** Who signs the account's envelopes from the next batch on that takes this in. */
  readonly signer: Hex;
  /** Account on the exchange; the client's own if it is left out. */
  readonly accountId?: number | undefined;
}

/**
 * Names another signer for an account's envelopes. Only the account's owner may; its owner stays who gets the money.
 * @throws L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error, NotYourAccount
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
 * const hash = await client.setSigner({ signer: "0x00000000000000000000000000000000000000aa" });
 * ```
 */
export async function setSigner(
  client: BaseClient,
  { signer, accountId }: SetSignerParameters,
): Promise<Hex> {
  const account = await ownAccount(client, accountId);
  const receipt = await callSettlement(client, "setSigner", [account, signer]);
  return receipt.transactionHash;
}
