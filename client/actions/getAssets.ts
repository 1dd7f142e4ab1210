import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Asset } from "../types.ts";

/**
 * Assets, by index.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getAssets } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const [ether] = await getAssets(client);
 * ```
 */
export async function getAssets(client: Requester): Promise<readonly Asset[]> {
  return await read(client, "getAssets", "/v1/assets");
}
