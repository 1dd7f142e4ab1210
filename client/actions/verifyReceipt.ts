import { hexToBytes } from "#protocol/bytes";
import type { BaseClient } from "../baseClient.ts";
import { checkReceipt, type Promised } from "../orders/receipt.ts";
import type { Hex } from "../types.ts";

/** Of {@link verifyReceipt}. */
export interface VerifyReceiptParameters {
  /** 107 bytes. */
  readonly receipt: Hex;
  readonly envelope: Hex;
}

/**
 * Checks that a receipt is the promise of L1's sequencer to seal just this envelope. Sending does this by itself.
 * @throws ReceiptError, WrongExchange
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
 * const { envelopes } = await client.placeOrders({
 *   orders: [{ market: 0, side: "sell", price: "102", quantity: "1" }],
 * });
 * for (const sent of envelopes) await client.verifyReceipt(sent);
 * ```
 */
export async function verifyReceipt(
  client: BaseClient,
  { receipt, envelope }: VerifyReceiptParameters,
): Promise<Promised> {
  const facts = await client.exchange.facts();
  return checkReceipt(facts, hexToBytes(receipt), hexToBytes(envelope));
}
