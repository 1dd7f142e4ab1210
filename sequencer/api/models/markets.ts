import type { z } from "zod";
import { readLast } from "#protocol/leaves";
import { orderId, sideName } from "#protocol/orderId";
import { closeOf } from "../../batching.ts";
import type { FillRecord, TradeRecord } from "../../history/history.ts";
import { lotSizeOf, tickSizeOf } from "../decimals.ts";
import type { Exchange, Listing } from "../exchange.ts";
import type { Asset, Fill, Market, Trade } from "../schema/markets.ts";

export function assetOf(
  exchange: Exchange,
  listing: Listing,
  asset: number,
): z.output<typeof Asset> | undefined {
  const params = exchange.deployment.assets[asset];
  const listed = listing.assets[asset];
  if (params === undefined || listed === undefined) return undefined;
  const { symbol, decimals } = listed;
  return {
    asset,
    symbol,
    decimals,
    token: params.token.toLowerCase(),
    scale: params.scale.toString(),
  };
}

export function marketOf(
  exchange: Exchange,
  listing: Listing,
  market: number,
): z.output<typeof Market> | undefined {
  const params = exchange.deployment.markets[market];
  if (params === undefined) return undefined;
  const { base, quote, minLots, baseUnit, quoteUnit, feeBps, bandBps, referenceTick } = params;
  const symbol = (asset: number): string => listing.assets[asset]?.symbol ?? String(asset);
  return {
    market,
    symbol: `${symbol(base)}/${symbol(quote)}`,
    base,
    quote,
    tickSize: tickSizeOf(exchange.deployment, listing, market),
    lotSize: lotSizeOf(exchange.deployment, listing, market),
    minLots,
    baseUnit,
    quoteUnit,
    feeBps,
    bandBps,
    referenceTick,
    lastTick: readLast(exchange.roots.executed, market),
  };
}

export function tradeOf(exchange: Exchange, record: TradeRecord): z.output<typeof Trade> {
  const { id, slot, market, tick, volume, fills, surplus } = record;
  const time = closeOf(exchange.deployment, slot);
  return { id, slot, time, market, tick, lots: volume, fills, surplus };
}

export function fillOf(exchange: Exchange, record: FillRecord): z.output<typeof Fill> {
  const { id, slot, ref, account, tick, lots, fee } = record;
  return {
    id,
    slot,
    time: closeOf(exchange.deployment, slot),
    market: ref.market,
    account,
    order: orderId(ref),
    side: sideName(ref.side),
    limit: ref.tick,
    tick,
    lots,
    fee,
  };
}
