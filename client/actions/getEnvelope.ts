import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { EnvelopeStatus } from "../types.ts";

/** Of {@link getEnvelope}. */
export interface GetEnvelopeParameters {
  /** Number of the batch. */
  readonly slot: number;
  /** Account on the exchange. */
  readonly account: number;
}

/**
 * What became of an account's envelope so far.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getEnvelope } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { stage, operations } = await getEnvelope(client, { slot: 12, account: 3 });
 * ```
 */
export async function getEnvelope(
  client: Requester,
  { slot, account }: GetEnvelopeParameters,
): Promise<EnvelopeStatus> {
  return await read(client, "getEnvelope", `/v1/envelopes/${slot}/${account}`);
}
