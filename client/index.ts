/** The TypeScript SDK of Walras: see createWalrasClient. */

export type { AssetParams, Deployment, MarketParams } from "#protocol/config";
export type { Side } from "#protocol/constants";
export type { Crypto } from "#protocol/crypto";
export { WalrasError } from "#protocol/errors";
export type { SigningContext } from "#protocol/messages";
export type { CancelTarget, Operation, Place } from "#protocol/operation";
export { type CancelAllOrdersParameters, cancelAllOrders } from "./actions/cancelAllOrders.ts";
export { type CancelOrdersParameters, cancelOrders } from "./actions/cancelOrders.ts";
export { type Claimed, type ClaimParameters, claim } from "./actions/claim.ts";
export { type Deposited, type DepositParameters, deposit } from "./actions/deposit.ts";
export { type FindAccountsParameters, findAccounts } from "./actions/findAccounts.ts";
export { type ForceCancelParameters, forceCancel } from "./actions/forceCancel.ts";
export { type ForceWithdrawParameters, forceWithdraw } from "./actions/forceWithdraw.ts";
export { type GetAccountParameters, getAccount } from "./actions/getAccount.ts";
export { getAssets } from "./actions/getAssets.ts";
export { type GetAuctionParameters, getAuction } from "./actions/getAuction.ts";
export { type GetBalanceProofParameters, getBalanceProof } from "./actions/getBalanceProof.ts";
export { type GetBatchParameters, getBatch } from "./actions/getBatch.ts";
export { type GetBatchesParameters, getBatches } from "./actions/getBatches.ts";
export { type GetBatchFillsParameters, getBatchFills } from "./actions/getBatchFills.ts";
export { type GetBookParameters, getBook } from "./actions/getBook.ts";
export { type GetCandlesParameters, getCandles } from "./actions/getCandles.ts";
export { type GetEnvelopeParameters, getEnvelope } from "./actions/getEnvelope.ts";
export { type GetFillsParameters, getFills } from "./actions/getFills.ts";
export { type GetHistoryParameters, getHistory } from "./actions/getHistory.ts";
export { type GetKeyParameters, getKey } from "./actions/getKey.ts";
export { type GetMarketParameters, getMarket } from "./actions/getMarket.ts";
export { getMarkets } from "./actions/getMarkets.ts";
export { type GetOrderParameters, getOrder } from "./actions/getOrder.ts";
export { type GetOrderProofParameters, getOrderProof } from "./actions/getOrderProof.ts";
export { type GetOrdersParameters, getOrders } from "./actions/getOrders.ts";
export { getStatus } from "./actions/getStatus.ts";
export { type GetTradesParameters, getTrades } from "./actions/getTrades.ts";
export {
  type GetWithdrawableParameters,
  getWithdrawable,
  type Withdrawable,
} from "./actions/getWithdrawable.ts";
export {
  type OpenAccountParameters,
  type OpenedAccount,
  openAccount,
} from "./actions/openAccount.ts";
export { type PlaceOrdersParameters, placeOrders } from "./actions/placeOrders.ts";
export { type ReplaceOrdersParameters, replaceOrders } from "./actions/replaceOrders.ts";
export { type SetSignerParameters, setSigner } from "./actions/setSigner.ts";
export {
  type SendOptions,
  type SubmitOperationsParameters,
  submitOperations,
} from "./actions/submitOperations.ts";
export { type VerifyBalanceParameters, verifyBalance } from "./actions/verifyBalance.ts";
export { type VerifyKeyParameters, verifyKey } from "./actions/verifyKey.ts";
export { type VerifyOrderParameters, verifyOrder } from "./actions/verifyOrder.ts";
export { type VerifyReceiptParameters, verifyReceipt } from "./actions/verifyReceipt.ts";
export { type WaitForEnvelopeParameters, waitForEnvelope } from "./actions/waitForEnvelope.ts";
export {
  type SubmittedOutcome,
  type WaitForSubmissionParameters,
  waitForSubmission,
} from "./actions/waitForSubmission.ts";
export { type WatchAccountParameters, watchAccount } from "./actions/watchAccount.ts";
export { type WatchBatchesParameters, watchBatches } from "./actions/watchBatches.ts";
export { type WatchBookParameters, watchBook } from "./actions/watchBook.ts";
export { type WatchTradesParameters, watchTrades } from "./actions/watchTrades.ts";
export { type WithdrawParameters, withdraw } from "./actions/withdraw.ts";
export {
  type BaseClient,
  createBaseClient,
  type TypedDataSigner,
  type WalrasClientConfig,
} from "./baseClient.ts";
export { createWalrasClient, type WalrasClient } from "./createWalrasClient.ts";
export {
  type AssetScale,
  formatAmount,
  formatPrice,
  formatQuantity,
  type MarketSizes,
  parseAmount,
  parsePrice,
  parseQuantity,
} from "./decimals.ts";
export {
  AccountNotFound,
  AnswerError,
  ApiError,
  ApiUnreachable,
  BadRequest,
  KeyError,
  L1Reverted,
  NoAccount,
  NotAMultiple,
  NotFunded,
  NotListed,
  NotTaken,
  NotYourAccount,
  ProofError,
  ReceiptError,
  ReceiptNotKept,
  SignatureError,
  UncertainEnvelope,
  WaitTimeout,
  WrongExchange,
} from "./errors.ts";
export type { Query, Requester } from "./http/request.ts";
export { Exchange, type ExchangeParts, type Facts } from "./l1/exchange.ts";
export type { Listing } from "./l1/listing.ts";
export type { CheckedKey } from "./orders/batchKey.ts";
export { OrderBookkeeping, type SlotRecord } from "./orders/bookkeeping.ts";
export { formatOrderId, parseOrderId } from "./orders/orderId.ts";
export type { Promised } from "./orders/receipt.ts";
export {
  type AmountRequest,
  type Lifetime,
  lockOf,
  type OperationRequest,
  type OrderRequest,
  type TimeInForce,
} from "./orders/request.ts";
export { PartlySubmitted, type SentEnvelope, type Submission } from "./orders/submission.ts";
export type { ProvenBalance } from "./proofs/balance.ts";
export type { ProvenOrder } from "./proofs/order.ts";
export type { ProvenRoot, RootChoice } from "./proofs/root.ts";
export { memoryReceipts } from "./receipts/memory.ts";
export type { KeptReceipt, ReceiptStore, ReceiptsHead } from "./receipts/store.ts";
export { type WebStorage, webReceipts } from "./receipts/web.ts";
export type { Unwatch } from "./socket/watch.ts";
export type { WebSocketConstructor, WebSocketLike } from "./socket/webSocket.ts";
export type {
  Account,
  AccountEvent,
  AccountPage,
  AccountUpdate,
  Asset,
  Auction,
  Balance,
  BalanceProof,
  BatchDetail,
  BatchPage,
  BatchSummary,
  Book,
  Candle,
  EnvelopeStatus,
  Fill,
  FillPage,
  Hex,
  HistoryPage,
  Market,
  Order,
  OrderId,
  OrderPage,
  OrderProof,
  OrderSide,
  Problem,
  QueryOf,
  Receipt,
  SlotKey,
  Status,
  Trade,
  TradePage,
} from "./types.ts";
