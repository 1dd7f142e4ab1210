import { parseEventLogs } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import type { BaseClient } from "../baseClient.ts";
import { L1Reverted, NoAccount } from "../errors.ts";
import { callSettlement } from "../l1/write.ts";
import type { Hex } from "../types.ts";

/** Of {@link openAccount}. */
export interface OpenAccountParameters {
  /** Who signs the account's envelopes; the client's own address if it is left out. */
  readonly signer?: Hex | undefined;
}

/** An account that L1 has registered. */
export interface OpenedAccount {
  /** Its number on the exchange. It can be used once a batch has taken in the registration. */
  readonly account: number;
  /** Of the transaction. */
  readonly hash: Hex;
}

/**
 * Registers an account on L1, owned by the client's address: money that leaves the exchange goes there. Costs the deployment's registration
 * fee and gas.
 * @throws L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error
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
 * const opened = await client.openAccount();
 * ```
 */
export async function openAccount(
  client: BaseClient,
  { signer }: OpenAccountParameters = {},
): Promise<OpenedAccount> {
  if (client.account === undefined) throw new NoAccount("opening an account");
  const owner = client.account.address;
  const { deployment, settlement } = await client.exchange.facts();
  const fee = deployment.registrationFee;
  const receipt = await callSettlement(client, "register", [signer ?? owner], fee);
  const registered = parseEventLogs({
    abi: settlementAbi,
    eventName: "Registered",
    logs: receipt.logs.filter(({ address }) => address.toLowerCase() === settlement),
  });
  const account = registered[0]?.args.account;
  if (account === undefined) {
    throw new L1Reverted("openAccount", undefined, `${receipt.transactionHash} registered nobody`);
  }
  client.bookkeeping.accountId ??= account;
  return { account, hash: receipt.transactionHash };
}
