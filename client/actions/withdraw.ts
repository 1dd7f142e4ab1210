import type { BaseClient } from "../baseClient.ts";
import { type AmountRequest, amountRequest } from "../orders/request.ts";
import type { Submission } from "../orders/submission.ts";
import { type SendOptions, submitOperations } from "./submitOperations.ts";

/** Of {@link withdraw}. */
export type WithdrawParameters = SendOptions &
  AmountRequest & {
    /** Index, or symbol as `ETH`. */
    readonly asset: number | string;
  };

/**
 * Takes money off the exchange's books, sealed like an order. L1 pays it once the batch is final: claim() then has it paid.
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
 * await client.withdraw({ asset: "DUSD", quantity: "100" });
 * ```
 */
export async function withdraw(
  client: BaseClient,
  parameters: WithdrawParameters,
): Promise<Submission> {
  const { accountId, retries, signal } = parameters;
  const listing = await client.exchange.listing();
  const withdrawal = amountRequest(listing, parameters.asset, parameters);
  const operations = [{ kind: "withdraw", ...withdrawal } as const];
  return await submitOperations(client, { operations, accountId, retries, signal });
}
