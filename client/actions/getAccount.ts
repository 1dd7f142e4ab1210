import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Account } from "../types.ts";

/** Of {@link getAccount}. */
export interface GetAccountParameters {
  /** Account on the exchange. */
  readonly account: number;
}

/**
 * Balances of an account as the last executed batch left them.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getAccount } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { balances } = await getAccount(client, { account: 3 });
 * ```
 */
export async function getAccount(
  client: Requester,
  { account }: GetAccountParameters,
): Promise<Account> {
  return await read(client, "getAccount", `/v1/accounts/${account}`);
}
