import type { BaseClient } from "../baseClient.ts";
import { AccountNotFound, NoAccount } from "../errors.ts";
import { read } from "../http/read.ts";

/** Account on the exchange that the client acts for: as named, else the only one of its signer. Throws NoAccount, AccountNotFound. */
export async function accountIdOf(client: BaseClient, named?: number): Promise<number> {
  const known = named ?? client.bookkeeping.accountId;
  if (known !== undefined) return known;
  if (client.account === undefined) throw new NoAccount("account on the exchange");
  const signer = client.account.address.toLowerCase();
  const { items } = await read(client, "findAccounts", "/v1/accounts", { signer, limit: 2 });
  const [only] = items;
  if (only === undefined || items.length > 1) throw new AccountNotFound(signer, items.length);
  client.bookkeeping.accountId = only.account;
  return only.account;
}
