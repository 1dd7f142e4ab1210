import { z } from "zod";
import { Account, AccountEvent, AccountUpdate, Balance, Order } from "./accounts.ts";
import { Auction, BatchDetail, BatchSummary } from "./batches.ts";
import { EnvelopeRequest, EnvelopeStatus, Receipt, SlotKey } from "./envelopes.ts";
import { Asset, Book, Candle, Fill, Market, Trade } from "./markets.ts";
import { number } from "./number.ts";
import { BalanceProof, OrderProof } from "./proofs.ts";
import * as s from "./scalars.ts";
import { Health, Status } from "./status.ts";

/** Every endpoint, once: the server registers them, the document lists them, the clients' types come from them. */
export interface Route {
  readonly method: "GET" | "POST";
  /** Parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** What 200 carries: a schema, or a media type of text. */
  readonly answer: z.ZodType | { readonly text: string };
  /** Problems beside 400, 429, 500 and 503, which every endpoint may answer with. */
  readonly problems: readonly number[];
  /** May be asked again without harm once it was seen: an ETag is sent, and 304 to who has it. */
  readonly cached?: true;
}

const MAX_PAGE = 500;
const limit = number(z.int().min(1).max(MAX_PAGE).describe("Most items.")).default(50);
const cursor = z.string().max(64).optional().describe("`next` of the page before.");
const page = { limit, cursor };
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Null on the last page."),
  });

const TradePage = pageOf(Trade);
const BatchPage = pageOf(BatchSummary);
const FillPage = pageOf(Fill);
const AccountPage = pageOf(Account);
const OrderPage = pageOf(Order);
const HistoryPage = pageOf(AccountEvent);

export const inMarket = z.object({ market: number(s.market) });
export const inSlot = z.object({ slot: number(s.slot) });
export const ofAccount = z.object({ account: number(s.account) });
const at = z
  .enum(["newest", "claimed", "final"])
  .default("newest")
  .describe(
    "Against which root: the newest claim's, or the newest final one's. `newest`: whichever is later.",
  );
const times = {
  from: number(s.seconds).optional().describe("Not before, unix seconds."),
  to: number(s.seconds).optional().describe("Before, unix seconds."),
};

const get = <R extends Omit<Route, "method">>(route: R) => ({ method: "GET", ...route }) as const;

export const ROUTES = {
  getStatus: get({
    path: "/v1/status",
    summary: "How the exchange is: clock, slots, claims, limits",
    answer: Status,
    problems: [],
  }),
  getAssets: get({
    path: "/v1/assets",
    summary: "Assets",
    answer: z.array(Asset),
    problems: [],
  }),
  getMarkets: get({
    path: "/v1/markets",
    summary: "Markets",
    answer: z.array(Market),
    problems: [],
  }),
  getMarket: get({
    path: "/v1/markets/{market}",
    summary: "One market",
    params: inMarket,
    answer: Market,
    problems: [404],
  }),
  getBook: get({
    path: "/v1/markets/{market}/book",
    summary: "Depth of the resting book, and what it alone would clear at",
    params: inMarket,
    query: z.object({
      levels: number(z.int().min(1).max(MAX_PAGE).describe("Of each side.")).default(50),
    }),
    answer: Book,
    problems: [404],
  }),
  getTrades: get({
    path: "/v1/markets/{market}/trades",
    summary: "What batches traded, newest first",
    params: inMarket,
    query: z.object({ ...page, ...times }),
    answer: TradePage,
    problems: [404],
  }),
  getCandles: get({
    path: "/v1/markets/{market}/candles",
    summary: "Prices by interval, oldest first; intervals without a trade are left out",
    params: inMarket,
    query: z.object({
      interval: number(z.int().min(1).max(604_800).describe("Seconds of a candle.")).default(60),
      limit: number(
        z
          .int()
          .min(1)
          .max(1_000)
          .describe("The newest so many; fewer of lengths that more than 5,000 parts make up."),
      ).default(300),
      ...times,
    }),
    answer: z.array(Candle),
    problems: [404],
  }),
  getBatches: get({
    path: "/v1/batches",
    summary: "Batches, newest first; skipped slots are left out",
    query: z.object(page),
    answer: BatchPage,
    problems: [],
  }),
  getBatch: get({
    path: "/v1/batches/{slot}",
    summary: "One batch",
    params: inSlot,
    answer: BatchDetail,
    problems: [404],
    cached: true,
  }),
  getAuction: get({
    path: "/v1/batches/{slot}/markets/{market}",
    summary: "Supply and demand of a market in a batch, its price, and who was rationed",
    params: inSlot.extend(inMarket.shape),
    answer: Auction,
    problems: [404],
    cached: true,
  }),
  getBatchFills: get({
    path: "/v1/batches/{slot}/fills",
    summary: "Orders that a batch filled",
    params: inSlot,
    query: z.object(page),
    answer: FillPage,
    problems: [404],
    cached: true,
  }),
  getKey: get({
    path: "/v1/key",
    summary: "Key of the batch that collects now, or of the next one",
    query: z.object({
      slot: number(s.slot).optional().describe("Another slot's, of the last 1,024 or to come."),
    }),
    answer: SlotKey,
    problems: [404, 503],
  }),
  postEnvelope: {
    method: "POST",
    path: "/v1/envelopes",
    summary: "Hand in a sealed envelope; the answer is the sequencer's receipt",
    body: EnvelopeRequest,
    answer: Receipt,
    problems: [409, 413, 415, 422, 503],
  } as const,
  getEnvelope: get({
    path: "/v1/envelopes/{slot}/{account}",
    summary: "What became of an account's envelope",
    params: inSlot.extend(ofAccount.shape),
    answer: EnvelopeStatus,
    problems: [404],
  }),
  findAccounts: get({
    path: "/v1/accounts",
    summary: "Accounts by signer",
    query: z.object({ ...page, signer: s.address.describe("Lower case.") }),
    answer: AccountPage,
    problems: [],
  }),
  getAccount: get({
    path: "/v1/accounts/{account}",
    summary: "Balances of an account",
    params: ofAccount,
    answer: Account,
    problems: [404],
  }),
  getOrders: get({
    path: "/v1/accounts/{account}/orders",
    summary: "Orders of an account, newest first",
    params: ofAccount,
    query: z.object({ ...page, status: z.enum(["open", "all"]).default("open") }),
    answer: OrderPage,
    problems: [404],
  }),
  getOrder: get({
    path: "/v1/orders/{order}",
    summary: "One order",
    params: z.object({ order: s.orderId }),
    answer: Order,
    problems: [404],
  }),
  getFills: get({
    path: "/v1/accounts/{account}/fills",
    summary: "Fills of an account, newest first",
    params: ofAccount,
    query: z.object({ ...page, ...times }),
    answer: FillPage,
    problems: [404],
  }),
  getFillsCsv: get({
    path: "/v1/accounts/{account}/fills.csv",
    summary:
      "The same as CSV with exact decimals, oldest first, at most 100,000 lines; go on with `from`",
    params: ofAccount,
    query: z.object(times),
    answer: { text: "text/csv; charset=utf-8" },
    problems: [404],
  }),
  getBalancesCsv: get({
    path: "/v1/accounts/{account}/balances.csv",
    summary: "Balances as CSV with exact decimals",
    params: ofAccount,
    answer: { text: "text/csv; charset=utf-8" },
    problems: [404],
  }),
  getHistory: get({
    path: "/v1/accounts/{account}/history",
    summary: "All that happened to an account, newest first",
    params: ofAccount,
    query: z.object({ ...page, ...times }),
    answer: HistoryPage,
    problems: [404],
  }),
  getBalanceProof: get({
    path: "/v1/accounts/{account}/balances/{asset}/proof",
    summary: "Proof of a balance against a root on L1",
    params: ofAccount.extend({ asset: number(s.asset) }),
    query: z.object({ at }),
    answer: BalanceProof,
    problems: [404, 503],
  }),
  getOrderProof: get({
    path: "/v1/orders/{order}/proof",
    summary: "Proof of an order against a root on L1",
    params: z.object({ order: s.orderId }),
    query: z.object({ at }),
    answer: OrderProof,
    problems: [404, 503],
  }),
  getHealth: get({
    path: "/health",
    summary: "Whether the process runs",
    answer: Health,
    problems: [],
  }),
  getReadiness: get({
    path: "/ready",
    summary: "Whether envelopes would be taken in this or the next slot",
    answer: Health,
    problems: [503],
  }),
  getMetrics: get({
    path: "/metrics",
    summary: "Figures for Prometheus",
    answer: { text: "text/plain; version=0.0.4; charset=utf-8" },
    problems: [403],
  }),
  getDocument: get({
    path: "/openapi.json",
    summary: "This document",
    answer: z.record(z.string(), z.unknown()),
    problems: [],
  }),
} satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Schemas that the document lists by name. */
export const MODELS = {
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
  EnvelopeRequest,
  EnvelopeStatus,
  Fill,
  FillPage,
  Health,
  HistoryPage,
  Market,
  Order,
  OrderPage,
  OrderProof,
  Receipt,
  SlotKey,
  Status,
  Trade,
  TradePage,
} as const;
