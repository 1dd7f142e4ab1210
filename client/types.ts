import type { components, operations } from "./generated/api.ts";

/** The API's models, from its OpenAPI document. */

/** An account with its balances. */
export type Account = components["schemas"]["Account"];
/** A line of an account's history. */
export type AccountEvent = components["schemas"]["AccountEvent"];
/** A page of accounts. */
export type AccountPage = components["schemas"]["AccountPage"];
/** What a slot changed for an account. */
export type AccountUpdate = components["schemas"]["AccountUpdate"];
/** An asset: its token, its decimals, and what one unit is. */
export type Asset = components["schemas"]["Asset"];
/** Supply and demand of one market in one batch, its price, and who was rationed. */
export type Auction = components["schemas"]["Auction"];
/** What an account has of one asset, in units. */
export type Balance = components["schemas"]["Balance"];
/** A balance with what proves it against a root on L1. */
export type BalanceProof = components["schemas"]["BalanceProof"];
/** A batch and all that it did. */
export type BatchDetail = components["schemas"]["BatchDetail"];
/** A page of batches. */
export type BatchPage = components["schemas"]["BatchPage"];
/** How far a batch is, and what its markets cleared at. */
export type BatchSummary = components["schemas"]["BatchSummary"];
/** Depth of a market as the last executed batch left it, and what it alone would clear at. */
export type Book = components["schemas"]["Book"];
/** Prices of an interval. */
export type Candle = components["schemas"]["Candle"];
/** What became of an account's envelope. */
export type EnvelopeStatus = components["schemas"]["EnvelopeStatus"];
/** What one batch filled of one order. */
export type Fill = components["schemas"]["Fill"];
/** A page of fills. */
export type FillPage = components["schemas"]["FillPage"];
/** A page of an account's history. */
export type HistoryPage = components["schemas"]["HistoryPage"];
/** A market: its sizes, its fee, its last price. */
export type Market = components["schemas"]["Market"];
/** An order and what is left of it. */
export type Order = components["schemas"]["Order"];
/** A page of orders. */
export type OrderPage = components["schemas"]["OrderPage"];
/** An order with what proves it against a root on L1. */
export type OrderProof = components["schemas"]["OrderProof"];
/** Why the API refuses (RFC 9457), with the number of the reason where an envelope is refused. */
export type Problem = components["schemas"]["Problem"];
/** The sequencer's promise to seal an envelope. */
export type Receipt = components["schemas"]["Receipt"];
/** A batch's key with what proves it. */
export type SlotKey = components["schemas"]["SlotKey"];
/** How the exchange is. */
export type Status = components["schemas"]["Status"];
/** What one batch traded in one market. */
export type Trade = components["schemas"]["Trade"];
/** A page of trades. */
export type TradePage = components["schemas"]["TradePage"];

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
