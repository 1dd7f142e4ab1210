import type { BaseClient } from "../baseClient.ts";
import { BadRequest } from "../errors.ts";
import { parseOrderId } from "../orders/orderId.ts";
import type { Submission } from "../orders/submission.ts";
import type { OrderId } from "../types.ts";
import { type SendOptions, submitOperations } from "./submitOperations.ts";

/** Of {@link cancelOrders}. */
export interface CancelOrdersParameters extends SendOptions {
  /** Their ids. */
  readonly orders: readonly OrderId[];
}

/**
 * Cancels orders in the next batch. An order may be filled in the batches before, and not in that one.
 * @throws NotListed, BadRequest, and what submitOperations throws
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
 * await client.cancelOrders({ orders: ["0-buy-10125-0"] });
 * ```
 */
export async function cancelOrders(
  client: BaseClient,
  { orders, ...options }: CancelOrdersParameters,
): Promise<Submission> {
  if (orders.length === 0) throw new BadRequest("orders", 0, "at least one");
  const operations = orders.map((id) => ({ kind: "cancel", ...parseOrderId(id) }) as const);
  return await submitOperations(client, { ...options, operations });
}
