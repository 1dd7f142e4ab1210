import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { BatchPage, QueryOf } from "../types.ts";

/** Of {@link getBatches}. */
export type GetBatchesParameters = QueryOf<"getBatches">;

/**
 * Batches, newest first, a page at a time; skipped slots are left out.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getBatches } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await getBatches(client, { limit: 10 });
 * ```
 */
export async function getBatches(
  client: Requester,
  query: GetBatchesParameters = {},
): Promise<BatchPage> {
  return await read(client, "getBatches", "/v1/batches", query);
}
