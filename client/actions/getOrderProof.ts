import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { OrderId, OrderProof, QueryOf } from "../types.ts";

/** Of {@link getOrderProof}. */
export interface GetOrderProofParameters extends QueryOf<"getOrderProof"> {
  /** Its id. */
  readonly order: OrderId;
}

/**
 * Proof of an order against a root on L1. It is not checked here: verifyOrder does.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getOrderProof } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const proof = await getOrderProof(client, { order: "0-buy-10125-0" });
 * ```
 */
export async function getOrderProof(
  client: Requester,
  { order, ...query }: GetOrderProofParameters,
): Promise<OrderProof> {
  return await read(
    client,
    "getOrderProof",
    `/v1/orders/${encodeURIComponent(order)}/proof`,
    query,
  );
}
