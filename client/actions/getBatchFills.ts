import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { FillPage, QueryOf } from "../types.ts";

/** Of {@link getBatchFills}. */
export interface GetBatchFillsParameters extends QueryOf<"getBatchFills"> {
  /** Number of the batch. */
  readonly slot: number;
}

/**
 * Orders that a batch filled, a page at a time.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getBatchFills } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await getBatchFills(client, { slot: 12 });
 * ```
 */
export async function getBatchFills(
  client: Requester,
  { slot, ...query }: GetBatchFillsParameters,
): Promise<FillPage> {
  return await read(client, "getBatchFills", `/v1/batches/${slot}/fills`, query);
}
