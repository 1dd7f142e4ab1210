import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { QueryOf, TradePage } from "../types.ts";

/** Of {@link getTrades}. */
export interface GetTradesParameters extends QueryOf<"getTrades"> {
  /** Index of the market. */
  readonly market: number;
}

/**
 * What batches traded in a market, newest first, a page at a time.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getTrades } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items, next } = await getTrades(client, { market: 0, limit: 20 });
 * ```
 */
export async function getTrades(
  client: Requester,
  { market, ...query }: GetTradesParameters,
): Promise<TradePage> {
  return await read(client, "getTrades", `/v1/markets/${market}/trades`, query);
}
