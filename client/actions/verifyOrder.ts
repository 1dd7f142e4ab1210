import type { BaseClient } from "../baseClient.ts";
import { type ProvenOrder, proveOrder } from "../proofs/order.ts";
import { checkKind, type RootChoice } from "../proofs/root.ts";
import type { OrderId, OrderProof } from "../types.ts";
import { getOrderProof } from "./getOrderProof.ts";

/** Of {@link verifyOrder}. */
export interface VerifyOrderParameters {
  /** Its id. */
  readonly order: OrderId;
  /** As getOrderProof gives it; asked for if it is left out. */
  readonly proof?: OrderProof | undefined;
  /** Which root it must be against; `newest` if it is left out. */
  readonly at?: RootChoice | undefined;
}

/**
 * Checks an order against a state root on L1, and gives what is proven: who owns it, what is left, or that it is not in the book.
 * @throws ProofError, whose `check` names the first that failed; ApiError, NotListed, WrongExchange
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
 * const { left } = await client.verifyOrder({ order: "0-buy-10125-0" });
 * ```
 */
export async function verifyOrder(
  client: BaseClient,
  { order, proof, at = "newest" }: VerifyOrderParameters,
): Promise<ProvenOrder> {
  const given = proof ?? (await getOrderProof(client, { order, at }));
  checkKind(given.root, at);
  return await proveOrder(client, order, given);
}
