import { outcomeName } from "#protocol/outcomes";
import type { BaseClient } from "../baseClient.ts";
import type { Submission } from "../orders/submission.ts";
import type { OrderId } from "../types.ts";
import { waitForEnvelope } from "./waitForEnvelope.ts";

/** Of {@link waitForSubmission}. */
export interface WaitForSubmissionParameters {
  /** What an action that sends envelopes gave. */
  readonly submission: Submission;
  /** Milliseconds for each envelope; ten minutes if it is left out. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of one operation of a submission. */
export interface SubmittedOutcome {
  readonly slot: number;
  readonly kind: "nop" | "place" | "cancel" | "withdraw" | "unknown";
  /** 0: applied. Undefined where the batch was lost: nothing was executed. */
  readonly outcome: number | undefined;
  /** In words; `lost` where the batch was. */
  readonly outcomeName: string;
  /** That it placed or cancelled. */
  readonly order: OrderId | undefined;
}

/**
 * Waits until all envelopes of a submission are executed, and tells what became of each operation, in the order of the submission.
 * Operations of an envelope that was skipped whole (a fee that could not be paid) have the envelope's outcome.
 * @throws what waitForEnvelope throws
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
 * const submission = await client.cancelAllOrders();
 * const outcomes = await client.waitForSubmission({ submission });
 * ```
 */
export async function waitForSubmission(
  client: BaseClient,
  { submission, timeoutMs, signal }: WaitForSubmissionParameters,
): Promise<readonly SubmittedOutcome[]> {
  const outcomes: SubmittedOutcome[] = [];
  for (const { slot, account, operations, firstBlock, count } of submission.envelopes) {
    const status = await waitForEnvelope(client, { slot, account, timeoutMs, signal });
    const mine = operations.slice(firstBlock, firstBlock + count);
    for (const [n, { kind }] of mine.entries()) {
      const done = status.operations.find(({ block }) => block === firstBlock + n);
      const outcome = done?.outcome ?? status.outcome ?? undefined;
      const name = outcome === undefined ? "lost" : outcomeName(outcome);
      outcomes.push({ slot, kind, outcome, outcomeName: name, order: done?.order ?? undefined });
    }
  }
  return outcomes;
}
