import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Market } from "../types.ts";

/** Of {@link getMarket}. */
export interface GetMarketParameters {
  /** Index of the market. */
  readonly market: number;
}

/**
 * One market.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getMarket } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { lastTick } = await getMarket(client, { market: 0 });
 * ```
 */
export async function getMarket(
  client: Requester,
  { market }: GetMarketParameters,
): Promise<Market> {
  return await read(client, "getMarket", `/v1/markets/${market}`);
}
