import type { BaseClient } from "../baseClient.ts";
import { BadRequest } from "../errors.ts";
import { type OrderRequest, placeRequest } from "../orders/request.ts";
import type { Submission } from "../orders/submission.ts";
import { type SendOptions, submitOperations } from "./submitOperations.ts";

/** Of {@link placeOrders}. */
export interface PlaceOrdersParameters extends SendOptions {
  readonly orders: readonly OrderRequest[];
}

/**
 * Places sealed orders: nobody can read them before their batch is fixed. Up to 32 go into one envelope.
 *
 * Prices and quantities are taken as exact decimals or as ticks and lots; a decimal that is no multiple is refused with its neighbours. What
 * became of them waitForSubmission tells.
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
 * const submission = await client.placeOrders({
 *   orders: [{ market: "ETH/DUSD", side: "buy", price: "101.25", quantity: "0.5", timeInForce: { slots: 10 } }],
 * });
 * const [outcome] = await client.waitForSubmission({ submission });
 * ```
 */
export async function placeOrders(
  client: BaseClient,
  { orders, ...options }: PlaceOrdersParameters,
): Promise<Submission> {
  if (orders.length === 0) throw new BadRequest("orders", 0, "at least one");
  const listing = await client.exchange.listing();
  const operations = orders.map((order) => placeRequest(listing, order));
  return await submitOperations(client, { ...options, operations });
}
