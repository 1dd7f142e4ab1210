import type { BaseClient } from "../baseClient.ts";
import { type Unwatch, watchFeed } from "../socket/watch.ts";
import type { Trade } from "../types.ts";
import { getTrades } from "./getTrades.ts";

/** Of {@link watchTrades}. */
export interface WatchTradesParameters {
  /** Index of the market. */
  readonly market: number;
  /** What a batch traded. */
  readonly onTrade: (trade: Trade) => void;
  /** A failure to reach the API; watching goes on. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** In the first state; as many as a channel's own state has. */
const NEWEST = 50;
const PAGE = 500;
/** Trades made up for after the line was down; of more, the newest. */
const MOST_MISSED = 10_000;

/**
 * Tells what batches trade in a market: first the newest 50 trades, then each new one, in order, once and without a gap.
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
 * const unwatch = client.watchTrades({ market: 0, onTrade: ({ tick, lots }) => tick * lots });
 * unwatch();
 * ```
 */
export function watchTrades(
  client: BaseClient,
  { market, onTrade, onError }: WatchTradesParameters,
): Unwatch {
  let last = -1;
  const tell = (trade: Trade): void => {
    if (trade.id <= last) return;
    last = trade.id;
    onTrade(trade);
  };
  /** Newest first, back to the last one told. */
  const missed = async (): Promise<readonly Trade[]> => {
    const trades: Trade[] = [];
    let cursor: string | undefined;
    do {
      const query = { market, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await getTrades(client, query);
      trades.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && isShort(trades, last) && trades.length < MOST_MISSED);
    return trades;
  };
  return watchFeed<readonly Trade[], Trade>(
    client,
    {
      channel: { name: "trades", market },
      ask: async () => (await getTrades(client, { market, limit: NEWEST })).items,
      takeSnapshot: async (trades) => {
        const isGap = last >= 0 && isShort(trades, last) && trades.length >= NEWEST;
        for (const trade of [...(isGap ? await missed() : trades)].reverse()) tell(trade);
      },
      takeMessage: tell,
    },
    onError,
  );
}

/** Whether trades, newest first, do not reach back to one that was told. */
const isShort = (trades: readonly Trade[], last: number): boolean =>
  (trades.at(-1)?.id ?? 0) > last;
