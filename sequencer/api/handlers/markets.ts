import { pageOf, placeOf } from "../cursor.ts";
import { assetOf, marketOf, tradeOf } from "../models/markets.ts";
import { notFound } from "../problem.ts";
import type { Desk, Handlers } from "./desk.ts";

/** What is traded and at what price. */
export function marketHandlers({
  exchange,
  listing,
  models,
}: Desk): Pick<
  Handlers,
  "getAssets" | "getMarkets" | "getMarket" | "getBook" | "getTrades" | "getCandles"
> {
  const { deployment } = exchange;
  const found = <T>(market: number, model: T | undefined): T => {
    if (model !== undefined) return model;
    throw notFound(`There is no market ${market}: they are 0 … ${deployment.markets.length - 1}.`);
  };
  const known = (market: number): number => {
    found(market, deployment.markets[market]);
    return market;
  };
  return {
    getAssets: () =>
      deployment.assets.flatMap((_, asset) => assetOf(exchange, listing, asset) ?? []),
    getMarkets: () =>
      deployment.markets.flatMap((_, market) => marketOf(exchange, listing, market) ?? []),
    getMarket: ({ params: { market } }) => found(market, marketOf(exchange, listing, market)),
    getBook: ({ params: { market }, query }) => found(market, models.book(market, query.levels)),
    getTrades: ({ params, query: { limit, cursor, from, to } }) => {
      const before = placeOf("trades", cursor);
      const market = known(params.market);
      const trades = exchange.history.trades(market, { before, from, to, limit: limit + 1 });
      return pageOf(
        "trades",
        trades,
        limit,
        ({ id }) => id,
        (trade) => tradeOf(exchange, trade),
      );
    },
    getCandles: ({ params, query: { interval, limit, from, to } }) =>
      exchange.history.candles(known(params.market), interval, { limit, from, to }),
  };
}
