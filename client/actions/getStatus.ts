import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Status } from "../types.ts";

/**
 * How the exchange is: its clock, slots, claims and limits.
 * @throws ApiUnreachable, ApiError, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getStatus } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { name, collecting } = await getStatus(client);
 * ```
 */
export async function getStatus(client: Requester): Promise<Status> {
  return await read(client, "getStatus", "/v1/status");
}
