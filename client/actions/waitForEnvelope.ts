import type { BaseClient } from "../baseClient.ts";
import { ApiError, WaitTimeout } from "../errors.ts";
import { pause } from "../pause.ts";
import type { EnvelopeStatus } from "../types.ts";
import { getBatch } from "./getBatch.ts";
import { getEnvelope } from "./getEnvelope.ts";

/** Of {@link waitForEnvelope}. */
export interface WaitForEnvelopeParameters {
  /** Number of the batch. */
  readonly slot: number;
  /** Account on the exchange. */
  readonly account: number;
  /** Milliseconds; ten minutes if it is left out. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const USUAL_TIMEOUT_MS = 600_000;

/**
 * Waits until an envelope's batch is executed, or lost: then `stage` is `lost`, `outcome` null, and nothing of it was executed.
 * @throws ApiError with status 404 where no such envelope is known, WaitTimeout, ApiUnreachable
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
 * const { operations } = await client.waitForEnvelope({ slot: 12, account: 3 });
 * ```
 */
export async function waitForEnvelope(
  client: BaseClient,
  { slot, account, timeoutMs = USUAL_TIMEOUT_MS, signal }: WaitForEnvelopeParameters,
): Promise<EnvelopeStatus> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const status = await statusOf(client, slot, account);
    if (status.outcome !== null || status.stage === "lost") return status;
    if (performance.now() > until) throw new WaitTimeout(`batch ${slot}`, timeoutMs);
    await pause(client.pollingInterval, signal);
  }
}

/** An envelope of a lost batch is not held any more. */
async function statusOf(
  client: BaseClient,
  slot: number,
  account: number,
): Promise<EnvelopeStatus> {
  try {
    return await getEnvelope(client, { slot, account });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    const { stage } = await getBatch(client, { slot });
    if (stage !== "lost") throw error;
    return { slot, account, stage, outcome: null, outcomeName: null, operations: [] };
  }
}
