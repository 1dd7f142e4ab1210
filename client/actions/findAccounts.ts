import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { AccountPage, QueryOf } from "../types.ts";

/** Of {@link findAccounts}. */
export type FindAccountsParameters = QueryOf<"findAccounts">;

/**
 * Accounts of a signer, a page at a time.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, findAccounts } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await findAccounts(client, { signer: "0x00000000000000000000000000000000000000aa" });
 * ```
 */
export async function findAccounts(
  client: Requester,
  query: FindAccountsParameters,
): Promise<AccountPage> {
  return await read(client, "findAccounts", "/v1/accounts", query);
}
