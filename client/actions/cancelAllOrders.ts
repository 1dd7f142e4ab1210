import type { BaseClient } from "../baseClient.ts";
import { marketIn } from "../l1/listing.ts";
import { accountIdOf } from "../orders/accountId.ts";
import type { Submission } from "../orders/submission.ts";
import type { Order } from "../types.ts";
import { cancelOrders } from "./cancelOrders.ts";
import { getOrders } from "./getOrders.ts";
import type { SendOptions } from "./submitOperations.ts";

/** Of {@link cancelAllOrders}. */
export interface CancelAllOrdersParameters extends SendOptions {
  /** Those of one market alone: its index, or its symbol as `ETH/DUSD`. */
  readonly market?: number | string | undefined;
}

/** Orders cancelled at a call, the newest; each 32 take an envelope and a batch. */
const MOST_ORDERS = 1_000;
const PAGE = 500;

/**
 * Cancels all orders that are open as of the last executed batch, at most 1,000 at a call. No envelope is sent if there are none.
 * @throws NotListed, and what submitOperations throws
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
 * const { envelopes } = await client.cancelAllOrders({ market: "ETH/DUSD" });
 * ```
 */
export async function cancelAllOrders(
  client: BaseClient,
  { market, ...options }: CancelAllOrdersParameters = {},
): Promise<Submission> {
  const account = await accountIdOf(client, options.accountId);
  const only =
    market === undefined ? undefined : marketIn(await client.exchange.listing(), market).market;
  const open: Order[] = [];
  let cursor: string | undefined;
  do {
    const query = { account, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await getOrders(client, query);
    open.push(...page.items.filter((order) => only === undefined || order.market === only));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && open.length < MOST_ORDERS);
  if (open.length === 0) return { envelopes: [] };
  const orders = open.slice(0, MOST_ORDERS).map(({ id }) => id);
  return await cancelOrders(client, { ...options, accountId: account, orders });
}
