import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Market } from "../types.ts";

/**
 * Markets, by index.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getMarkets } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const [market] = await getMarkets(client);
 * ```
 */
export async function getMarkets(client: Requester): Promise<readonly Market[]> {
  return await read(client, "getMarkets", "/v1/markets");
}
