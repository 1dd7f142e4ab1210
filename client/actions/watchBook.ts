import type { BaseClient } from "../baseClient.ts";
import { type Unwatch, watchFeed } from "../socket/watch.ts";
import type { Book } from "../types.ts";
import { getBook } from "./getBook.ts";

/** Of {@link watchBook}. */
export interface WatchBookParameters {
  /** Index of the market. */
  readonly market: number;
  /** The book as a batch left it: 50 levels of each side. */
  readonly onBook: (book: Book) => void;
  /** A failure to reach the API; watching goes on. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** Of each side; as many as the channel has. */
const LEVELS = 50;

/**
 * Tells the book of a market, now and after each batch that changed it.
 * @throws nothing; the answer ends it
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
 * const unwatch = client.watchBook({ market: 0, onBook: ({ bids, asks }) => bids.length + asks.length });
 * unwatch();
 * ```
 */
export function watchBook(
  client: BaseClient,
  { market, onBook, onError }: WatchBookParameters,
): Unwatch {
  let told = "";
  const tell = (book: Book): void => {
    const text = JSON.stringify(book);
    if (text === told) return;
    told = text;
    onBook(book);
  };
  return watchFeed<Book, Book>(
    client,
    {
      channel: { name: "book", market },
      ask: () => getBook(client, { market, levels: LEVELS }),
      takeSnapshot: tell,
      takeMessage: tell,
    },
    onError,
  );
}
