import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { QueryOf, SlotKey } from "../types.ts";

/** Of {@link getKey}. */
export type GetKeyParameters = QueryOf<"getKey">;

/**
 * Key of the batch that collects now, or of the next one, with what proves it. It is not checked here: verifyKey does.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getKey } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { slot, accepting, closesInMs } = await getKey(client);
 * ```
 */
export async function getKey(client: Requester, query: GetKeyParameters = {}): Promise<SlotKey> {
  return await read(client, "getKey", "/v1/key", query);
}
