import type { BaseClient } from "../baseClient.ts";
import { ownAccount } from "../l1/ownAccount.ts";
import { callSettlement } from "../l1/write.ts";
import { parseOrderId } from "../orders/orderId.ts";
import type { Hex, OrderId } from "../types.ts";

/** Of {@link forceCancel}. */
export interface ForceCancelParameters {
  /** Its id. */
  readonly order: OrderId;
  /** Account on the exchange; the client's own if it is left out. */
  readonly accountId?: number | undefined;
}

/**
 * Cancels an order through L1's inbox, which no sequencer can leave out: a batch that does not take it in is no batch.
 * @throws L1Reverted, NotFunded, NoAccount, WrongExchange, L1Error, NotListed, NotYourAccount
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
 * const hash = await client.forceCancel({ order: "0-buy-10125-0" });
 * ```
 */
export async function forceCancel(
  client: BaseClient,
  { order, accountId }: ForceCancelParameters,
): Promise<Hex> {
  const { market, side, tick, position } = parseOrderId(order);
  const account = await ownAccount(client, accountId);
  const args = [account, market, side, tick, BigInt(position)] as const;
  return (await callSettlement(client, "forcedCancel", args)).transactionHash;
}
