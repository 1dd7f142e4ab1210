import { useEffect, useState } from "preact/hooks";
import type { Book, Trade } from "../types.ts";
import { useLive } from "./context.ts";

/** Trades that a market's view keeps. */
const MAX_TRADES = 40;

export interface MarketFeed {
  readonly book: Book | undefined;
  /** Newest first. */
  readonly trades: readonly Trade[];
}

/** Book and trades of a market, live. */
export function useMarketFeed(market: number): MarketFeed {
  const { reader } = useLive();
  const [book, setBook] = useState<Book | undefined>(undefined);
  const [trades, setTrades] = useState<readonly Trade[]>([]);
  useEffect(() => {
    const onError = (): void => {};
    const ends = [
      reader.watchBook({ market, onUpdate: setBook, onError }),
      reader.watchTrades({
        market,
        onError,
        onUpdate: (news) => setTrades((held) => newestOf(held, news)),
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [reader, market]);
  return { book, trades };
}

function newestOf(held: readonly Trade[], news: readonly Trade[]): readonly Trade[] {
  const byId = new Map([...held, ...news].map((trade) => [trade.id, trade]));
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, MAX_TRADES);
}
