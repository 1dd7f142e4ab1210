import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { BalanceProof, QueryOf } from "../types.ts";

/** Of {@link getBalanceProof}. */
export interface GetBalanceProofParameters extends QueryOf<"getBalanceProof"> {
  /** Account on the exchange. */
  readonly account: number;
  /** Index of the asset. */
  readonly asset: number;
}

/**
 * Proof of a balance against a root on L1. It is not checked here: verifyBalance does.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getBalanceProof } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const proof = await getBalanceProof(client, { account: 3, asset: 0, at: "final" });
 * ```
 */
export async function getBalanceProof(
  client: Requester,
  { account, asset, ...query }: GetBalanceProofParameters,
): Promise<BalanceProof> {
  return await read(
    client,
    "getBalanceProof",
    `/v1/accounts/${account}/balances/${asset}/proof`,
    query,
  );
}
