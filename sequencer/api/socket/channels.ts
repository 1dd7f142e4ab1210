import type { z } from "zod";
import { accountUpdate, balancesOf, orderOf } from "../models/accounts.ts";
import { tradeOf } from "../models/markets.ts";
import type { Models } from "../models/models.ts";
import type { AccountUpdate } from "../schema/accounts.ts";
import type { BatchSummary } from "../schema/batches.ts";
import type { Book, Trade } from "../schema/markets.ts";
import type { Channel as ChannelSchema } from "../schema/socket.ts";

export type Channel = z.infer<typeof ChannelSchema>;

/** What a channel's snapshot is made of, and what its messages carry one of. */
export interface ChannelModels {
  /** Newest first, at most `limit`; slots that are not executed yet among them, skipped ones not. */
  batches(limit: number): z.infer<typeof BatchSummary>[];
  /** Of an executed slot. */
  batch(slot: number): z.infer<typeof BatchSummary> | undefined;
  /** Newest first, at most `limit`. */
  trades(market: number, limit: number): z.infer<typeof Trade>[];
  /** At most `levels` of each side; undefined where there is no such market. */
  book(market: number, levels: number): z.infer<typeof Book> | undefined;
  /** What a slot changed; without one, the account as it stands: its open orders and no fills. */
  account(account: number, slot: number | undefined): z.infer<typeof AccountUpdate>;
}

/** Open orders in the snapshot of an account: the newest. */
const MOST_ORDERS = 500;

export function channelModels(models: Models): ChannelModels {
  const { exchange } = models;
  const { history, executor } = exchange;
  return {
    batches: (limit) => models.batches(undefined, limit),
    batch: (slot) => models.batch(slot),
    trades: (market, limit) =>
      history.trades(market, { limit }).map((record) => tradeOf(exchange, record)),
    book: (market, levels) => models.book(market, levels),
    account: (account, slot) =>
      slot === undefined
        ? {
            account,
            slot: executor.slot,
            balances: balancesOf(exchange, account),
            orders: history.orders(account, true, { limit: MOST_ORDERS }).map(orderOf),
            fills: [],
          }
        : accountUpdate(exchange, account, slot),
  };
}

/** One name for one channel. */
export function keyOf(channel: Channel): string {
  switch (channel.name) {
    case "batches":
      return "batches";
    case "trades":
      return tradesKey(channel.market);
    case "book":
      return bookKey(channel.market);
    case "account":
      return accountKey(channel.account);
  }
}

export const tradesKey = (market: number): string => `trades:${market}`;
export const bookKey = (market: number): string => `book:${market}`;
export const accountKey = (account: number): string => `account:${account}`;
