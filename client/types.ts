import type { operations } from "./generated/api.ts";

/** The API's models, from its OpenAPI document. */

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
  HistoryPage,
  Market,
  Order,
  OrderPage,
  OrderProof,
  Problem,
  Receipt,
  SlotKey,
  Status,
  Trade,
  TradePage,
} from "./generated/api.ts";

/** Query of an operation of the API, without its path. */
export type QueryOf<Name extends keyof operations> = NonNullable<
  operations[Name]["parameters"]["query"]
>;

/** Lower-case hex with 0x before it. */
export type Hex = `0x${string}`;

/** `market-side-tick-position`: names an order for ever. */
export type OrderId = string;

/** Of an order: to buy or to sell base. */
export type OrderSide = "buy" | "sell";
