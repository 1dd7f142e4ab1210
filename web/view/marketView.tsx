import { useEffect } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { useLive, useMarket } from "../data/context.ts";
import { useAsync } from "../data/useAsync.ts";
import { type MarketFeed, useMarketFeed } from "../data/useMarketFeed.ts";
import * as format from "../model/format.ts";
import { toBatch } from "../model/route.ts";
import type { Market } from "../types.ts";
import { AuctionFigure } from "./auctionFigure.tsx";
import { BatchTable } from "./batchTable.tsx";
import { BookTable } from "./bookTable.tsx";
import { Facts } from "./facts.tsx";
import { PriceHistory } from "./priceHistory.tsx";
import { TradePanel } from "./tradePanel.tsx";
import { TradeTable } from "./tradeTable.tsx";

const ROWS = 8;

export function MarketView({ market }: { readonly market: number }) {
  const found = useMarket(market);
  if (found === undefined) {
    return (
      <section class="empty">
        <h1 tabIndex={-1}>No market {market}</h1>
        <p>
          <a href="#/">Go to the first market.</a>
        </p>
      </section>
    );
  }
  return <Found market={found} />;
}

function Found({ market }: { readonly market: Market }) {
  const live = useLive();
  const feed = useMarketFeed(market.market);
  const batches = useCell(live.batches);
  useEffect(() => {
    document.title = feed.book
      ? `${format.price(market, feed.book.lastTick)} ${market.symbol} – Walras`
      : `${market.symbol} – Walras`;
  }, [market, feed.book]);
  return (
    <div class="market">
      <MarketHead market={market} feed={feed} />
      <div class="column">
        <section class="panel" aria-labelledby="timeline">
          <h2 id="timeline">Batches</h2>
          <BatchTable
            batches={batches.slice(0, ROWS)}
            market={market.market}
            caption={`The newest batches of ${market.symbol}`}
          />
          <a class="more" href="#/batches">
            All batches
          </a>
        </section>
        <section class="panel" aria-labelledby="latest">
          <LatestAuction market={market} />
        </section>
        <section class="panel" aria-labelledby="prices">
          <PriceHistory market={market} trades={feed.trades} />
        </section>
      </div>
      <div class="column">
        <section class="panel" aria-labelledby="trade">
          <h2 id="trade">Place a sealed order</h2>
          <TradePanel market={market} />
        </section>
        <section class="panel" aria-labelledby="book">
          <h2 id="book">Book</h2>
          <BookTable book={feed.book} market={market} />
        </section>
        <section class="panel" aria-labelledby="trades">
          <h2 id="trades">Trades</h2>
          <TradeTable trades={feed.trades} market={market} />
        </section>
      </div>
    </div>
  );
}

function MarketHead({ market, feed }: { readonly market: Market; readonly feed: MarketFeed }) {
  const { book } = feed;
  const last = book?.lastTick ?? market.lastTick;
  const indicative = book?.indicative;
  return (
    <div class="head">
      <h1 tabIndex={-1}>{market.symbol}</h1>
      <p class="price">
        <strong data-testid="last">{format.price(market, last)}</strong>{" "}
        <span class="dim">{format.quoteOf(market)}, last price</span>
      </p>
      <Facts
        facts={[
          [
            "Resting orders alone",
            indicative !== undefined && indicative.volume > 0
              ? `${format.price(market, indicative.tick)} for ${format.quantity(market, indicative.volume)}`
              : "do not cross",
          ],
          ["Fee", `${(market.feeBps / 100).toFixed(2)} %`],
          ["A batch moves the price by at most", `${(market.bandBps / 100).toFixed(2)} %`],
          ["Least order", `${format.quantity(market, market.minLots)} ${format.baseOf(market)}`],
        ]}
      />
    </div>
  );
}

/** The newest batch that was settled; of those the newest that traded here, if the page knows one. */
function LatestAuction({ market }: { readonly market: Market }) {
  const live = useLive();
  const batches = useCell(live.batches);
  const settled = batches.filter((batch) => batch.markets.some((m) => m.market === market.market));
  const traded = settled.find((batch) =>
    batch.markets.some((m) => m.market === market.market && m.volume > 0),
  );
  const slot = (traded ?? settled[0])?.slot;
  const { value: auction } = useAsync(
    () =>
      slot === undefined
        ? Promise.resolve(undefined)
        : live.reader.getAuction({ slot, market: market.market }),
    [slot, market.market],
  );
  return (
    <>
      <h2 id="latest">
        Latest trade
        {auction !== undefined && (
          <>
            {": "}
            <a href={toBatch(auction.slot, market.market)}>batch {auction.slot}</a>
          </>
        )}
      </h2>
      {auction === undefined ? (
        <p class="dim">No batch has been settled yet.</p>
      ) : (
        <AuctionFigure auction={auction} market={market} />
      )}
    </>
  );
}
