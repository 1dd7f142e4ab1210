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
    const ends = [
      reader.watchBook({ market, onBook: setBook }),
      reader.watchTrades({
        market,
        onTrade: (trade) => setTrades((held) => withNewest(held, trade)),
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [reader, market]);
  return { book, trades };
}

const withNewest = (held: readonly Trade[], trade: Trade): readonly Trade[] =>
  [trade, ...held].slice(0, MAX_TRADES);
