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
  getStatus,
  getAssets,
  getMarkets,
  getMarket,
  getBook,
  getTrades,
  getCandles,
  getBatches,
  getBatch,
  getAuction,
  getBatchFills,
  getKey,
  getEnvelope,
  findAccounts,
  getAccount,
  getOrders,
  getOrder,
  getFills,
  getHistory,
  getBalanceProof,
  getOrderProof,
};
