import type { BaseClient } from "../baseClient.ts";
import { BadRequest } from "../errors.ts";
import { accountIdOf } from "../orders/accountId.ts";
import type { OperationRequest } from "../orders/request.ts";
import type { Submission } from "../orders/submission.ts";
import { submitAll } from "../orders/submit.ts";

/** How every envelope is sent. */
export interface SendOptions {
  /** Account on the exchange; the client's own if it is left out. */
  readonly accountId?: number | undefined;
  /** Batches after the first that are tried; the client's if it is left out. */
  readonly retries?: number | undefined;
  /** Ends the waiting. What was handed in by then may have been taken. */
  readonly signal?: AbortSignal | undefined;
}

/** Of {@link submitOperations}. */
export interface SubmitOperationsParameters extends SendOptions {
  /** In the order of execution. Each 32 stay together in an envelope, and so in one batch. */
  readonly operations: readonly OperationRequest[];
}

/** Most operations of one call; each 32 of them take another batch. */
const MOST_OPERATIONS = 1_024;

/**
 * Seals operations to the next batch that takes them, signs, hands in, checks and keeps the receipt.
 *
 * The batch's key is checked against the key set registered on L1 before anything is encrypted to it. An account has one envelope in a
 * batch: what this client sends while the batch still collects is merged into a newer version of it, behind the operations before, so no
 * call undoes another. Calls of one account take turns. Where the batch does not take the envelope (it closed, it is full, another
 * program uses the account) the operations are sealed anew for the next one; the randomness is never used twice. Where an answer is lost
 * the same bytes are sent again, which get the same receipt.
 * @throws KeyError, SignatureError, ReceiptError, ReceiptNotKept, NotTaken, UncertainEnvelope, PartlySubmitted, ApiError, BadRequest,
 * NoAccount, AccountNotFound
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
 * const { envelopes } = await client.submitOperations({
 *   operations: [{ kind: "place", market: 0, side: 0, tick: 10125, lots: 500, timeInForce: "ioc" }],
 * });
 * ```
 */
export async function submitOperations(
  client: BaseClient,
  { operations, accountId, retries = client.retries, signal }: SubmitOperationsParameters,
): Promise<Submission> {
  if (operations.length > MOST_OPERATIONS) {
    throw new BadRequest("operations", operations.length, `at most ${MOST_OPERATIONS}`);
  }
  const account = await accountIdOf(client, accountId);
  return await client.bookkeeping.inTurn(account, () =>
    submitAll(client, operations, { account, retries, signal }),
  );
}
