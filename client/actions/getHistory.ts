import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { HistoryPage, QueryOf } from "../types.ts";

/** Of {@link getHistory}. */
export interface GetHistoryParameters extends QueryOf<"getHistory"> {
  /** Account on the exchange. */
  readonly account: number;
}

/**
 * All that happened to an account, newest first, a page at a time.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getHistory } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await getHistory(client, { account: 3 });
 * ```
 */
export async function getHistory(
  client: Requester,
  { account, ...query }: GetHistoryParameters,
): Promise<HistoryPage> {
  return await read(client, "getHistory", `/v1/accounts/${account}/history`, query);
}
