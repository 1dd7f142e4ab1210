import { MAX_BLOCKS } from "#protocol/constants";
import type { BaseClient } from "../baseClient.ts";
import { BadRequest } from "../errors.ts";
import { parseOrderId } from "../orders/orderId.ts";
import { type OperationRequest, type OrderRequest, placeRequest } from "../orders/request.ts";
import type { Submission } from "../orders/submission.ts";
import type { OrderId } from "../types.ts";
import { type SendOptions, submitOperations } from "./submitOperations.ts";

/** Of {@link replaceOrders}. */
export interface ReplaceOrdersParameters extends SendOptions {
  /** Ids of the orders to cancel. */
  readonly cancel: readonly OrderId[];
  /** Orders to place instead. */
  readonly place: readonly OrderRequest[];
}

/**
 * Cancels orders and places others in one and the same batch; what the cancelled ones locked pays for the new ones. At most 32 in all. An
 * order that is filled before is not cancelled, and the new one is placed all the same.
 * @throws NotAMultiple, BadRequest, NotListed, and what submitOperations throws
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { http } from "viem";
 * import { privateKeyToAccount } from "viem/accounts";
 * import { foundry } from "viem/chains";
 *
 * const account = privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001");
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", account });
 * await client.replaceOrders({
 *   cancel: ["0-buy-10125-0"],
 *   place: [{ market: 0, side: "buy", price: "101.5", quantity: "0.5" }],
 * });
 * ```
 */
export async function replaceOrders(
  client: BaseClient,
  { cancel, place, ...options }: ReplaceOrdersParameters,
): Promise<Submission> {
  const count = cancel.length + place.length;
  if (count === 0 || count > MAX_BLOCKS) {
    throw new BadRequest("orders to cancel and to place", count, `1 … ${MAX_BLOCKS} in all`);
  }
  const listing = await client.exchange.listing();
  const operations: OperationRequest[] = [
    ...cancel.map((id) => ({ kind: "cancel", ...parseOrderId(id) }) as const),
    ...place.map((order) => placeRequest(listing, order)),
  ];
  return await submitOperations(client, { ...options, operations });
}
