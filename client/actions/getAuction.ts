import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Auction } from "../types.ts";

/** Of {@link getAuction}. */
export interface GetAuctionParameters {
  /** Number of the batch. */
  readonly slot: number;
  /** Index of the market. */
  readonly market: number;
}

/**
 * Supply and demand of a market in a batch, its price, and who was rationed.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getAuction } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { tick, volume } = await getAuction(client, { slot: 12, market: 0 });
 * ```
 */
export async function getAuction(
  client: Requester,
  { slot, market }: GetAuctionParameters,
): Promise<Auction> {
  return await read(client, "getAuction", `/v1/batches/${slot}/markets/${market}`);
}
