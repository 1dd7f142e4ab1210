import type {
  Account,
  AccountEvent,
  Asset,
  Auction,
  BatchDetail,
  BatchSummary,
  Book,
  Candle,
  Fill,
  Market,
  Order,
  Status,
  Trade,
} from "../types.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface Watch<T> {
  readonly onUpdate: (news: T) => void;
  readonly onError: (error: unknown) => void;
}

type Paged = { readonly limit?: number; readonly cursor?: string };

/** What the page reads of the exchange. */
export interface Reader {
  getStatus(): Promise<Status>;
  getAssets(): Promise<readonly Asset[]>;
  getMarkets(): Promise<readonly Market[]>;
  getMarket(of: { market: number }): Promise<Market>;
  getBook(of: { market: number; levels?: number }): Promise<Book>;
  getTrades(of: { market: number } & Paged): Promise<Page<Trade>>;
  getCandles(of: { market: number; interval: number; limit?: number }): Promise<readonly Candle[]>;
  getBatches(of: Paged): Promise<Page<BatchSummary>>;
  getBatch(of: { slot: number }): Promise<BatchDetail>;
  getAuction(of: { slot: number; market: number }): Promise<Auction>;
  getBatchFills(of: { slot: number } & Paged): Promise<Page<Fill>>;
  findAccounts(of: { signer: string }): Promise<Page<Account>>;
  getAccount(of: { account: number }): Promise<Account>;
  getOrders(of: { account: number; status?: "open" | "all" } & Paged): Promise<Page<Order>>;
  getFills(of: { account: number } & Paged): Promise<Page<Fill>>;
  getHistory(of: { account: number } & Paged): Promise<Page<AccountEvent>>;
  watchBatches(watch: Watch<readonly BatchSummary[]>): () => void;
  watchTrades(watch: Watch<readonly Trade[]> & { market: number }): () => void;
  watchBook(watch: Watch<Book> & { market: number }): () => void;
  watchAccount(watch: Watch<unknown> & { account: number }): () => void;
}
