import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Order, OrderId } from "../types.ts";

/** Of {@link getOrder}. */
export interface GetOrderParameters {
  /** Its id. */
  readonly order: OrderId;
}

/**
 * One order.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getOrder } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { status, left } = await getOrder(client, { order: "0-buy-10125-0" });
 * ```
 */
export async function getOrder(client: Requester, { order }: GetOrderParameters): Promise<Order> {
  return await read(client, "getOrder", `/v1/orders/${encodeURIComponent(order)}`);
}
