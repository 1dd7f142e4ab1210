import { readContract } from "viem/actions";
import { settlementAbi } from "#l1/generated/settlement";
import type { BaseClient } from "../baseClient.ts";
import { NoAccount, NotYourAccount } from "../errors.ts";
import { accountIdOf } from "../orders/accountId.ts";
import type { Hex } from "../types.ts";

/** Owner of an account on L1. */
export async function ownerOf(client: BaseClient, account: number): Promise<Hex> {
  const { settlement } = await client.exchange.facts();
  return await readContract(client.l1, {
    address: settlement,
    abi: settlementAbi,
    functionName: "ownerOf",
    args: [BigInt(account)],
  });
}

/**
 * The account that the client acts for on L1. One that the caller did not name is the API's word, and so must be the client's by L1.
 * Throws NotYourAccount, NoAccount, AccountNotFound.
 */
export async function ownAccount(client: BaseClient, named: number | undefined): Promise<number> {
  if (named !== undefined) return named;
  const account = await accountIdOf(client);
  if (client.account === undefined) throw new NoAccount("account on L1");
  const owner = await ownerOf(client, account);
  if (owner.toLowerCase() !== client.account.address.toLowerCase()) {
    throw new NotYourAccount(account, owner, `${client.account.address}, the client's own`);
  }
  return account;
}
