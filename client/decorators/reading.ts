/** Actions that read the API and need no key. */

import { findAccounts } from "../actions/findAccounts.ts";
import { getAccount } from "../actions/getAccount.ts";
import { getAssets } from "../actions/getAssets.ts";
import { getAuction } from "../actions/getAuction.ts";
import { getBalanceProof } from "../actions/getBalanceProof.ts";
import { getBatch } from "../actions/getBatch.ts";
import { getBatches } from "../actions/getBatches.ts";
import { getBatchFills } from "../actions/getBatchFills.ts";
import { getBook } from "../actions/getBook.ts";
import { getCandles } from "../actions/getCandles.ts";
import { getEnvelope } from "../actions/getEnvelope.ts";
import { getFills } from "../actions/getFills.ts";
import { getHistory } from "../actions/getHistory.ts";
import { getKey } from "../actions/getKey.ts";
import { getMarket } from "../actions/getMarket.ts";
import { getMarkets } from "../actions/getMarkets.ts";
import { getOrder } from "../actions/getOrder.ts";
import { getOrderProof } from "../actions/getOrderProof.ts";
import { getOrders } from "../actions/getOrders.ts";
import { getStatus } from "../actions/getStatus.ts";
import { getTrades } from "../actions/getTrades.ts";

export const readingActions = {
  /** How the exchange is: its clock, slots, claims and limits. */
  getStatus,
  /** Assets, by index. */
  getAssets,
  /** Markets, by index. */
  getMarkets,
  /** One market. */
  getMarket,
  /** Depth of the resting book, best first, and what it alone would clear at. */
  getBook,
  /** What batches traded in a market, newest first, a page at a time. */
  getTrades,
  /** Prices by interval (in seconds), oldest first; intervals without a trade are left out. */
  getCandles,
  /** Batches, newest first, a page at a time; skipped slots are left out. */
  getBatches,
  /** One batch. */
  getBatch,
  /** Supply and demand of a market in a batch, its price, and who was rationed. */
  getAuction,
  /** Orders that a batch filled, a page at a time. */
  getBatchFills,
  /** Key of the batch that collects now, or of the next one, with what proves it. */
  getKey,
  /** What became of an account's envelope so far. */
  getEnvelope,
  /** Accounts of a signer, a page at a time. */
  findAccounts,
  /** Balances of an account as the last executed batch left them. */
  getAccount,
  /** Orders of an account, newest first, a page at a time: those open, or all. */
  getOrders,
  /** One order. */
  getOrder,
  /** Fills of an account, newest first, a page at a time. */
  getFills,
  /** All that happened to an account, newest first, a page at a time. */
  getHistory,
  /** Proof of a balance against a root on L1. */
  getBalanceProof,
  /** Proof of an order against a root on L1. */
  getOrderProof,
};
