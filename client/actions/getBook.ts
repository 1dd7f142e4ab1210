import { read } from "../http/read.ts";
import type { Requester } from "../http/request.ts";
import type { Book, QueryOf } from "../types.ts";

/** Of {@link getBook}. */
export interface GetBookParameters extends QueryOf<"getBook"> {
  /** Index of the market. */
  readonly market: number;
}

/**
 * Depth of the resting book, best first, and what it alone would clear at. Sealed orders are not in it until their batch is opened.
 * @throws ApiError with status 404 where there is none, ApiUnreachable, AnswerError
 *
 * @example
 * ```ts
 * import { createBaseClient, getBook } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const client = createBaseClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080" });
 * const { bids, asks } = await getBook(client, { market: 0, levels: 10 });
 * ```
 */
export async function getBook(
  client: Requester,
  { market, ...query }: GetBookParameters,
): Promise<Book> {
  return await read(client, "getBook", `/v1/markets/${market}/book`, query);
}
