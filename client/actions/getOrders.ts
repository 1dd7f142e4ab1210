import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { OrderPage, QueryOf } from "../types.ts";

/** Of {@link getOrders}. */
export interface GetOrdersParameters extends QueryOf<"getOrders"> {
  /** Account on the exchange. */
  readonly account: number;
}

/**
 * Orders of an account, newest first, a page at a time: those open, or all.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getOrders } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await getOrders(client, { account: 3, status: "all" });
 * ```
 */
export async function getOrders(
  client: Requester,
  { account, ...query }: GetOrdersParameters,
): Promise<OrderPage> {
  return await read(client, "getOrders", `/v1/accounts/${account}/orders`, query);
}
