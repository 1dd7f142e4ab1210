import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { FillPage, QueryOf } from "../types.ts";

/** Of {@link getFills}. */
export interface GetFillsParameters extends QueryOf<"getFills"> {
  /** Account on the exchange. */
  readonly account: number;
}

/**
 * Fills of an account, newest first, a page at a time.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getFills } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { items } = await getFills(client, { account: 3 });
 * ```
 */
export async function getFills(
  client: Requester,
  { account, ...query }: GetFillsParameters,
): Promise<FillPage> {
  return await read(client, "getFills", `/v1/accounts/${account}/fills`, query);
}
