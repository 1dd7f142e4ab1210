import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { BatchDetail } from "../types.ts";

/** Of {@link getBatch}. */
export interface GetBatchParameters {
  /** Its number. */
  readonly slot: number;
}

/**
 * One batch.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getBatch } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { stage, applied } = await getBatch(client, { slot: 12 });
 * ```
 */
export async function getBatch(
  client: Requester,
  { slot }: GetBatchParameters,
): Promise<BatchDetail> {
  return await read(client, "getBatch", `/v1/batches/${slot}`);
}
