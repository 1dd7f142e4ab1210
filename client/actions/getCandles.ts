import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Candle, QueryOf } from "../types.ts";

/** Of {@link getCandles}. */
export interface GetCandlesParameters extends QueryOf<"getCandles"> {
  /** Index of the market. */
  readonly market: number;
}

/**
 * Prices by interval (in seconds), oldest first; intervals without a trade are left out.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getCandles } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const candles = await getCandles(client, { market: 0, interval: 60 });
 * ```
 */
export async function getCandles(
  client: Requester,
  { market, ...query }: GetCandlesParameters,
): Promise<readonly Candle[]> {
  return await read(client, "getCandles", `/v1/markets/${market}/candles`, query);
}
