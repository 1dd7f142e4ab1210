// Generated from sequencer/api/schema by scripts/apiTypes.js. Do not edit.

export interface paths {
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process runs */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Figures for Prometheus */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document */
        readonly get: operations["getDocument"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether envelopes would be taken in this or the next slot */
        readonly get: operations["getReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Accounts by signer */
        readonly get: operations["findAccounts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Balances of an account */
        readonly get: operations["getAccount"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/balances.csv": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Balances as CSV with exact decimals */
        readonly get: operations["getBalancesCsv"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/balances/{asset}/proof": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Proof of a balance against a root on L1 */
        readonly get: operations["getBalanceProof"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/fills": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Fills of an account, newest first */
        readonly get: operations["getFills"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/fills.csv": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The same as CSV with exact decimals, oldest first, at most 100,000 lines; go on with `from` */
        readonly get: operations["getFillsCsv"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** All that happened to an account, newest first */
        readonly get: operations["getHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Orders of an account, newest first */
        readonly get: operations["getOrders"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/assets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Assets */
        readonly get: operations["getAssets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/batches": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Batches, newest first; skipped slots are left out */
        readonly get: operations["getBatches"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/batches/{slot}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One batch */
        readonly get: operations["getBatch"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/batches/{slot}/fills": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Orders that a batch filled */
        readonly get: operations["getBatchFills"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/batches/{slot}/markets/{market}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Supply and demand of a market in a batch, its price, and who was rationed */
        readonly get: operations["getAuction"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/envelopes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Hand in a sealed envelope; the answer is the sequencer's receipt */
        readonly post: operations["postEnvelope"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/envelopes/{slot}/{account}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What became of an account's envelope */
        readonly get: operations["getEnvelope"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/key": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Key of the batch that collects now, or of the next one */
        readonly get: operations["getKey"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/markets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Markets */
        readonly get: operations["getMarkets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/markets/{market}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One market */
        readonly get: operations["getMarket"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/markets/{market}/book": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Depth of the resting book, and what it alone would clear at */
        readonly get: operations["getBook"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/markets/{market}/candles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Prices by interval, oldest first; intervals without a trade are left out */
        readonly get: operations["getCandles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/markets/{market}/trades": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What batches traded, newest first */
        readonly get: operations["getTrades"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/orders/{order}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One order */
        readonly get: operations["getOrder"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/orders/{order}/proof": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Proof of an order against a root on L1 */
        readonly get: operations["getOrderProof"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** How the exchange is: clock, slots, claims, limits */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Account: {
            /** @description Account on the rollup. */
            readonly account: number;
            readonly balances: readonly components["schemas"]["Balance"][];
            readonly openOrders: number;
            /** @description Whose signature an envelope needs. */
            readonly signer: string;
            /** @description Last executed slot. */
            readonly slot: number;
        };
        /** @description A line of an account's history. */
        readonly AccountEvent: {
            /** @description Units that moved. */
            readonly amount: number | null;
            readonly asset: number | null;
            /** @description Through L1's inbox. */
            readonly forced: boolean;
            /** @description Rises with time. */
            readonly id: number;
            /** @enum {string} */
            readonly kind: "registered" | "signerSet" | "deposited" | "withdrawn" | "placed" | "cancelled" | "filled" | "expired" | "rejected";
            readonly lots: number | null;
            readonly market: number | null;
            readonly order: string | null;
            /** @description 0 unless it was rejected. */
            readonly outcome: number;
            readonly outcomeName: string;
            /** @description A batch's number. */
            readonly slot: number;
            readonly tick: number | null;
            /** @description Unix seconds. */
            readonly time: number;
        };
        readonly AccountPage: {
            readonly items: readonly components["schemas"]["Account"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
        /** @description What a slot changed for an account. */
        readonly AccountUpdate: {
            /** @description Account on the rollup. */
            readonly account: number;
            readonly balances: readonly components["schemas"]["Balance"][];
            /** @description Oldest first, at most 500: ask for the others. */
            readonly fills: readonly components["schemas"]["Fill"][];
            /** @description Those that the slot changed, at most 500. */
            readonly orders: readonly components["schemas"]["Order"][];
            /** @description A batch's number. */
            readonly slot: number;
        };
        readonly Asset: {
            /** @description Index of an asset. */
            readonly asset: number;
            /** @description Decimals of the token: 10^decimals wei are one. */
            readonly decimals: number;
            /** @description Token wei of one unit. */
            readonly scale: string;
            /** @description As the operator names it. */
            readonly symbol: string;
            /** @description The token on L1; zero for ETH. */
            readonly token: string;
        };
        /** @description Supply and demand of one market in one batch. */
        readonly Auction: {
            readonly asks: readonly {
                /** @description Quantity in lots. */
                readonly lots: number;
                /** @description Price in ticks. */
                readonly tick: number;
            }[];
            /** @description Ticks that this batch could clear at. */
            readonly band: {
                /** @description Price in ticks. */
                readonly high: number;
                /** @description Price in ticks. */
                readonly low: number;
            };
            /** @description Live lots by level as the auction began, best first. */
            readonly bids: readonly {
                /** @description Quantity in lots. */
                readonly lots: number;
                /** @description Price in ticks. */
                readonly tick: number;
            }[];
            /** @description Clearing price before this one. */
            readonly lastTick: number;
            /** @description Index of a market. */
            readonly market: number;
            /** @description The level at which one side had more than the other took: earlier batches go first, within one the shuffled order decides. Null if no level was filled in part. */
            readonly rationed: {
                readonly orders: readonly {
                    /** @description Account on the rollup. */
                    readonly account: number;
                    /** @description Quantity in lots. */
                    readonly filled: number;
                    /** @description Lots that it had left when the auction began. */
                    readonly lots: number;
                    /** @description market-side-tick-position: names an order for ever. */
                    readonly order: string;
                }[];
                /** @enum {string} */
                readonly side: "buy" | "sell";
                /** @description Price in ticks. */
                readonly tick: number;
            } | null;
            /** @description A batch's number. */
            readonly slot: number;
            readonly surplus: number;
            /** @description Price in ticks. */
            readonly tick: number;
            /** @description Levels far from the price were left out. */
            readonly truncated: boolean;
            /** @description Quantity in lots. */
            readonly volume: number;
        };
        readonly Balance: {
            /** @description Index of an asset. */
            readonly asset: number;
            /** @description Whole units of an asset. */
            readonly available: number;
            /** @description In open orders. */
            readonly locked: number;
            /** @description Ever withdrawn; L1 pays what of it is final and unpaid. */
            readonly withdrawn: string;
        };
        readonly BalanceProof: {
            /** @description Account on the rollup. */
            readonly account: number;
            /** @description Index of an asset. */
            readonly asset: number;
            /** @description Whole units of an asset. */
            readonly available: number;
            /** @description Generalised index of the leaf (PROTOCOL.md §3). */
            readonly gindex: number;
            /** @description 32 bytes, in hex. */
            readonly leaf: string;
            /** @description `final`: Settlement.isFinalRoot(stateRoot) holds, unless `claim` is null: L1 does not list the root of genesis. `claimed`: it may still be killed. */
            readonly root: {
                /** @enum {string} */
                readonly at: "claimed" | "final";
                /** @description Null for the root of genesis. */
                readonly claim: {
                    readonly atStart: boolean;
                    readonly auction: number;
                    /** @description 20 bytes, in hex. */
                    readonly author: string;
                    readonly chunkCount: number;
                    /** @description 32 bytes, in hex. */
                    readonly chunkRoot: string;
                    /** @description Unix seconds. */
                    readonly clearAt: number;
                    /** @description 20 bytes, in hex. */
                    readonly clearBy: string;
                    readonly clearIndex: number;
                    readonly generation: number;
                    readonly index: number;
                    /** @description 32 bytes, in hex. */
                    readonly parentHash: string;
                    /** @description Unix seconds. */
                    readonly postedAt: number;
                    /** @description A batch's number. */
                    readonly slot: number;
                    /** @description 32 bytes, in hex. */
                    readonly stateRoot: string;
                } | null;
                /** @description A batch's number. */
                readonly slot: number;
                /** @description 32 bytes, in hex. */
                readonly stateRoot: string;
            };
            /** @description Lowest first; SHA-256. */
            readonly siblings: readonly string[];
            /** @description A decimal number below 2^64. */
            readonly withdrawn: string;
        };
        readonly BatchDetail: {
            /** @description Operations applied. */
            readonly applied: number;
            /** @description A claim that held it was killed; it is claimed anew. */
            readonly challenged: boolean;
            readonly chunks: number;
            /** @description Index of the claim that stands for it. */
            readonly claim: number | null;
            /** @description Unix seconds. */
            readonly closesAt: number;
            /** @description Unknown while it collects. */
            readonly envelopes: number | null;
            /** @description Orders that expired. */
            readonly expired: number;
            /** @description When its claim can be final, if it is not killed. */
            readonly finalFrom: number | null;
            /** @description Operations that came through L1's inbox. */
            readonly inbox: number;
            /** @description Empty until it is executed. */
            readonly markets: readonly {
                /** @description Units of quote that both sides paid together. */
                readonly fee: number;
                readonly fills: number;
                /** @description Index of a market. */
                readonly market: number;
                /** @description Lots left at this price or better: bid above zero. */
                readonly surplus: number;
                /** @description Clearing price. */
                readonly tick: number;
                /** @description Quantity in lots. */
                readonly volume: number;
            }[];
            /** @description Unix seconds. */
            readonly opensAt: number;
            readonly rejected: readonly {
                readonly count: number;
                readonly name: string;
                readonly outcome: number;
            }[];
            /** @description Envelopes skipped whole. */
            readonly skipped: number;
            /** @description A batch's number. */
            readonly slot: number;
            /**
             * @description How far a batch is: its list grows, is fixed, is certified by the keypers, is on L1, can be read, was run by the sequencer, its result is claimed on L1, can be challenged no more. Lost: it missed its deadline on L1.
             * @enum {string}
             */
            readonly stage: "collecting" | "closed" | "certified" | "sealed" | "opened" | "executed" | "claimed" | "final" | "lost";
            /** @description Behind the batch; null until it is executed. */
            readonly stateRoot: string | null;
            readonly steps: number;
            /** @description Its key was withheld: its envelopes count as skipped. */
            readonly voided: boolean;
        };
        readonly BatchPage: {
            readonly items: readonly components["schemas"]["BatchSummary"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
        readonly BatchSummary: {
            /** @description A claim that held it was killed; it is claimed anew. */
            readonly challenged: boolean;
            /** @description Index of the claim that stands for it. */
            readonly claim: number | null;
            /** @description Unix seconds. */
            readonly closesAt: number;
            /** @description Unknown while it collects. */
            readonly envelopes: number | null;
            /** @description When its claim can be final, if it is not killed. */
            readonly finalFrom: number | null;
            /** @description Empty until it is executed. */
            readonly markets: readonly {
                /** @description Units of quote that both sides paid together. */
                readonly fee: number;
                readonly fills: number;
                /** @description Index of a market. */
                readonly market: number;
                /** @description Lots left at this price or better: bid above zero. */
                readonly surplus: number;
                /** @description Clearing price. */
                readonly tick: number;
                /** @description Quantity in lots. */
                readonly volume: number;
            }[];
            /** @description Unix seconds. */
            readonly opensAt: number;
            /** @description A batch's number. */
            readonly slot: number;
            /**
             * @description How far a batch is: its list grows, is fixed, is certified by the keypers, is on L1, can be read, was run by the sequencer, its result is claimed on L1, can be challenged no more. Lost: it missed its deadline on L1.
             * @enum {string}
             */
            readonly stage: "collecting" | "closed" | "certified" | "sealed" | "opened" | "executed" | "claimed" | "final" | "lost";
            /** @description Its key was withheld: its envelopes count as skipped. */
            readonly voided: boolean;
        };
        readonly Book: {
            /** @description Best first. */
            readonly asks: readonly {
                /** @description Quantity in lots. */
                readonly lots: number;
                /** @description Live orders at this price; null where its queue is too long to count. */
                readonly orders: number | null;
                /** @description Price in ticks. */
                readonly tick: number;
            }[];
            /** @description Best first. */
            readonly bids: readonly {
                /** @description Quantity in lots. */
                readonly lots: number;
                /** @description Live orders at this price; null where its queue is too long to count. */
                readonly orders: number | null;
                /** @description Price in ticks. */
                readonly tick: number;
            }[];
            /** @description What the resting orders alone would clear at; most of the time they do not cross. */
            readonly indicative: {
                readonly surplus: number;
                /** @description Price in ticks. */
                readonly tick: number;
                /** @description Quantity in lots. */
                readonly volume: number;
            };
            /** @description Price in ticks. */
            readonly lastTick: number;
            /** @description Index of a market. */
            readonly market: number;
            /** @description Last executed slot: the book stands as it left it. */
            readonly slot: number;
            /** @description There are more levels than were asked for. */
            readonly truncated: boolean;
        };
        readonly Candle: {
            /** @description Price in ticks. */
            readonly close: number;
            /** @description Price in ticks. */
            readonly high: number;
            /** @description Quantity in lots. */
            readonly lots: number;
            /** @description Price in ticks. */
            readonly low: number;
            /** @description Price in ticks. */
            readonly open: number;
            /** @description Begin of the interval. */
            readonly time: number;
            readonly trades: number;
        };
        readonly ClientMessage: {
            readonly after?: number;
            readonly channel: {
                /** @constant */
                readonly name: "batches";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "trades";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "book";
            } | {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @constant */
                readonly name: "account";
            };
            readonly epoch?: string;
            /** @constant */
            readonly op: "subscribe";
        } | {
            readonly channel: {
                /** @constant */
                readonly name: "batches";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "trades";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "book";
            } | {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @constant */
                readonly name: "account";
            };
            /** @constant */
            readonly op: "unsubscribe";
        } | {
            /** @constant */
            readonly op: "ping";
        };
        readonly EnvelopeRequest: {
            /** @description 104 + 16·m bytes in hex, m of 1, 2, 4, 8, 16, 32 (PROTOCOL.md §4). */
            readonly envelope: string;
            /** @description A batch's number. */
            readonly slot: number;
        };
        readonly EnvelopeStatus: {
            /** @description Account on the rollup. */
            readonly account: number;
            /** @description Empty until it is executed. */
            readonly operations: readonly {
                readonly block: number;
                /** @enum {string} */
                readonly kind: "nop" | "place" | "cancel" | "withdraw" | "unknown";
                /** @description That it placed or cancelled. */
                readonly order: string | null;
                readonly outcome: number;
                readonly outcomeName: string;
            }[];
            /** @description Null until it is executed; 1 … 3: skipped whole. */
            readonly outcome: number | null;
            readonly outcomeName: string | null;
            /** @description A batch's number. */
            readonly slot: number;
            /**
             * @description While the batch collects, every account is answered alike: who is in it is not told.
             * @enum {string}
             */
            readonly stage: "collecting" | "closed" | "certified" | "sealed" | "opened" | "executed" | "claimed" | "final" | "lost";
        };
        readonly Fill: {
            /** @description Account on the rollup. */
            readonly account: number;
            /** @description Units of quote. */
            readonly fee: number;
            /** @description Rises with time. */
            readonly id: number;
            /** @description The order's limit. */
            readonly limit: number;
            /** @description Quantity in lots. */
            readonly lots: number;
            /** @description Index of a market. */
            readonly market: number;
            /** @description market-side-tick-position: names an order for ever. */
            readonly order: string;
            /** @enum {string} */
            readonly side: "buy" | "sell";
            /** @description A batch's number. */
            readonly slot: number;
            /** @description The clearing price. */
            readonly tick: number;
            /** @description Unix seconds. */
            readonly time: number;
        };
        readonly FillPage: {
            readonly items: readonly components["schemas"]["Fill"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
        readonly Health: {
            readonly detail: string;
            readonly ok: boolean;
        };
        readonly HistoryPage: {
            readonly items: readonly components["schemas"]["AccountEvent"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
        readonly Market: {
            /** @description Most that a batch moves the price, likewise. */
            readonly bandBps: number;
            /** @description Index of an asset. */
            readonly base: number;
            /** @description Units of base in one lot. */
            readonly baseUnit: number;
            /** @description Fee of each side, in hundredths of a percent. */
            readonly feeBps: number;
            /** @description Last clearing price. */
            readonly lastTick: number;
            /** @description Base in one lot. */
            readonly lotSize: string;
            /** @description Index of a market. */
            readonly market: number;
            /** @description Least size of an order, in lots. */
            readonly minLots: number;
            /** @description Index of an asset. */
            readonly quote: number;
            /** @description Units of quote that one lot costs at tick 1. */
            readonly quoteUnit: number;
            /** @description Listed at. */
            readonly referenceTick: number;
            /** @description BASE/QUOTE. */
            readonly symbol: string;
            /** @description Price of one tick: quote for one base. */
            readonly tickSize: string;
        };
        readonly Order: {
            /** @description Account on the rollup. */
            readonly account: number;
            /** @description Last slot it takes part in; 0: never expires. */
            readonly expiry: number;
            /** @description Quantity in lots. */
            readonly filled: number;
            /** @description market-side-tick-position: names an order for ever. */
            readonly id: string;
            /** @description Lots that may still be filled; 0 once it is over. */
            readonly left: number;
            /** @description As placed. */
            readonly lots: number;
            /** @description Index of a market. */
            readonly market: number;
            /** @description Place in a level's queue. */
            readonly position: number;
            /** @enum {string} */
            readonly side: "buy" | "sell";
            /** @description Placed in. */
            readonly slot: number;
            /** @enum {string} */
            readonly status: "open" | "partiallyFilled" | "filled" | "cancelled" | "expired";
            /** @description Limit. */
            readonly tick: number;
            /** @description Slot of its last change. */
            readonly updated: number;
        };
        readonly OrderPage: {
            readonly items: readonly components["schemas"]["Order"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
        readonly OrderProof: {
            /** @description Null where the order is dead: its leaf is zero. */
            readonly account: number | null;
            readonly expiry: number | null;
            /** @description Generalised index of the leaf (PROTOCOL.md §3). */
            readonly gindex: number;
            /** @description 32 bytes, in hex. */
            readonly leaf: string;
            /** @description Quantity in lots. */
            readonly left: number;
            /** @description market-side-tick-position: names an order for ever. */
            readonly order: string;
            /** @description `final`: Settlement.isFinalRoot(stateRoot) holds, unless `claim` is null: L1 does not list the root of genesis. `claimed`: it may still be killed. */
            readonly root: {
                /** @enum {string} */
                readonly at: "claimed" | "final";
                /** @description Null for the root of genesis. */
                readonly claim: {
                    readonly atStart: boolean;
                    readonly auction: number;
                    /** @description 20 bytes, in hex. */
                    readonly author: string;
                    readonly chunkCount: number;
                    /** @description 32 bytes, in hex. */
                    readonly chunkRoot: string;
                    /** @description Unix seconds. */
                    readonly clearAt: number;
                    /** @description 20 bytes, in hex. */
                    readonly clearBy: string;
                    readonly clearIndex: number;
                    readonly generation: number;
                    readonly index: number;
                    /** @description 32 bytes, in hex. */
                    readonly parentHash: string;
                    /** @description Unix seconds. */
                    readonly postedAt: number;
                    /** @description A batch's number. */
                    readonly slot: number;
                    /** @description 32 bytes, in hex. */
                    readonly stateRoot: string;
                } | null;
                /** @description A batch's number. */
                readonly slot: number;
                /** @description 32 bytes, in hex. */
                readonly stateRoot: string;
            };
            /** @description Lowest first; SHA-256. */
            readonly siblings: readonly string[];
            readonly slot: number | null;
        };
        readonly Problem: {
            /** @description What was wrong, and what to do. */
            readonly detail: string;
            /** @description Each fault of the request. */
            readonly errors?: readonly {
                readonly expected: string;
                readonly given: unknown;
                readonly where: string;
            }[];
            /** @description The request's id, as in the header x-request-id. */
            readonly instance: string;
            /** @description Number of the refusal (PROTOCOL.md, "Outcome numbers"). */
            readonly reason?: number;
            readonly reasonName?: string;
            readonly status: number;
            readonly title: string;
            /** @description urn:walras:problem: and the name of the kind. */
            readonly type: string;
        };
        /** @description The envelope is on the disk and will be sealed. */
        readonly Receipt: {
            /** @description Account on the rollup. */
            readonly account: number;
            /** @description Signed by the sequencer; keep it. */
            readonly receipt: string;
            /** @description A batch's number. */
            readonly slot: number;
            readonly version: number;
        };
        readonly ServerMessage: {
            readonly channel: {
                /** @constant */
                readonly name: "batches";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "trades";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "book";
            } | {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @constant */
                readonly name: "account";
            };
            readonly epoch: string;
            /** @description The messages missed follow; otherwise the snapshot stands for all before. */
            readonly resumed: boolean;
            /** @description Of the newest message; what follows counts on from it. */
            readonly seq: number;
            readonly snapshot: (readonly components["schemas"]["BatchSummary"][] | readonly components["schemas"]["Trade"][] | components["schemas"]["Book"] | components["schemas"]["AccountUpdate"]) | null;
            /** @constant */
            readonly type: "subscribed";
        } | {
            readonly channel: {
                /** @constant */
                readonly name: "batches";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "trades";
            } | {
                /** @description Index of a market. */
                readonly market: number;
                /** @constant */
                readonly name: "book";
            } | {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @constant */
                readonly name: "account";
            };
            /** @constant */
            readonly type: "unsubscribed";
        } | {
            readonly data: components["schemas"]["BatchSummary"];
            readonly seq: number;
            /** @constant */
            readonly type: "batch";
        } | {
            readonly data: components["schemas"]["Trade"];
            /** @description Index of a market. */
            readonly market: number;
            readonly seq: number;
            /** @constant */
            readonly type: "trade";
        } | {
            readonly data: components["schemas"]["Book"];
            /** @description Index of a market. */
            readonly market: number;
            readonly seq: number;
            /** @constant */
            readonly type: "book";
        } | {
            /** @description Account on the rollup. */
            readonly account: number;
            readonly data: components["schemas"]["AccountUpdate"];
            readonly seq: number;
            /** @constant */
            readonly type: "account";
        } | {
            readonly detail: string;
            /** @constant */
            readonly type: "error";
        } | {
            /** @description Unix milliseconds. */
            readonly now: number;
            /** @constant */
            readonly type: "pong";
        };
        readonly SlotKey: {
            /** @description An envelope for this slot would be taken now. */
            readonly accepting: boolean;
            /** @description address(Y). */
            readonly address: string;
            /** @description Y, compressed: seal to it. */
            readonly batchKey: string;
            /** @description Unix seconds. */
            readonly closesAt: number;
            /** @description Milliseconds until it closes; below zero once it is closed. */
            readonly closesInMs: number;
            /** @description First slot of the registered key set that it belongs to. */
            readonly keySet: number;
            /** @description Unix seconds. */
            readonly opensAt: number;
            /** @description Siblings from the slot's leaf to the key set's root on L1. */
            readonly proof: readonly string[];
            /** @description Address of each keyper's share. */
            readonly shares: readonly string[];
            /** @description A batch's number. */
            readonly slot: number;
        };
        readonly Status: {
            readonly chainId: number;
            readonly challenger: string | null;
            /** @description Unix seconds. */
            readonly challengeWindow: number;
            /** @description Null before slot 1 opens and after the last slot. */
            readonly collecting: {
                readonly accepting: boolean;
                /** @description Unix seconds. */
                readonly closesAt: number;
                readonly closesInMs: number;
                /** @description Unix seconds. */
                readonly opensAt: number;
                /** @description A batch's number. */
                readonly slot: number;
            } | null;
            /** @description Embedded L1: nothing on it has a value. */
            readonly devnet: boolean;
            readonly executed: {
                readonly chunks: number;
                /** @description A batch's number. */
                readonly slot: number;
                /** @description 32 bytes, in hex. */
                readonly stateRoot: string;
            };
            /** @description A block explorer of L1, if the operator names one. */
            readonly explorerUrl: string | null;
            readonly finalised: {
                readonly index: number;
                /** @description A batch's number. */
                readonly slot: number;
                /** @description 32 bytes, in hex. */
                readonly stateRoot: string;
            };
            /** @description Unix seconds. */
            readonly genesisTime: number;
            /** @description What a person must look at; null while all is well. */
            readonly halted: string | null;
            /** @description Seconds of a slot. */
            readonly interval: number;
            readonly keypers: readonly string[];
            /** @description Null until L1 has answered. */
            readonly l1: {
                readonly askedAgoMs: number;
                /** @description Unix seconds. */
                readonly headTime: number;
                /** @description A batch's number. */
                readonly lastCertified: number;
                /** @description A batch's number. */
                readonly lastSealed: number;
                /** @description Last slot that may be certified; 2^32 − 1 unless retired. */
                readonly lastSlot: number;
            } | null;
            /** @description A node of L1 that a browser may ask, if one is offered. */
            readonly l1Url: string | null;
            /** @description As the operator calls the exchange. */
            readonly name: string;
            /** @description The sequencer's clock. */
            readonly now: number;
            /** @description Units of asset 0 for each 16-byte block of an envelope. */
            readonly operationFee: number;
            readonly quorum: number;
            /** @description Token wei, in decimal. */
            readonly registrationFee: string;
            /** @description Unix seconds. */
            readonly revealDelay: number;
            /** @description Unix seconds. */
            readonly sealDelay: number;
            /** @description Who signs receipts. */
            readonly sequencer: string;
            /** @description 20 bytes, in hex. */
            readonly settlement: string;
            readonly threshold: number;
            readonly tip: {
                readonly chunks: number;
                readonly generation: number;
                readonly index: number;
                /** @description 32 bytes, in hex. */
                readonly stateRoot: string;
            };
            readonly version: string;
        };
        /** @description What one batch traded in one market. */
        readonly Trade: {
            /** @description Orders filled, wholly or in part, on both sides. */
            readonly fills: number;
            /** @description Rises with time. */
            readonly id: number;
            /** @description Lots bought, which is lots sold. */
            readonly lots: number;
            /** @description Index of a market. */
            readonly market: number;
            /** @description A batch's number. */
            readonly slot: number;
            /** @description Lots left at this price or better: bid above zero. */
            readonly surplus: number;
            /** @description The one price of all fills. */
            readonly tick: number;
            /** @description When the batch closed. */
            readonly time: number;
        };
        readonly TradePage: {
            readonly items: readonly components["schemas"]["Trade"][];
            /** @description Null on the last page. */
            readonly next: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Account = components['schemas']['Account'];
export type AccountEvent = components['schemas']['AccountEvent'];
export type AccountPage = components['schemas']['AccountPage'];
export type AccountUpdate = components['schemas']['AccountUpdate'];
export type Asset = components['schemas']['Asset'];
export type Auction = components['schemas']['Auction'];
export type Balance = components['schemas']['Balance'];
export type BalanceProof = components['schemas']['BalanceProof'];
export type BatchDetail = components['schemas']['BatchDetail'];
export type BatchPage = components['schemas']['BatchPage'];
export type BatchSummary = components['schemas']['BatchSummary'];
export type Book = components['schemas']['Book'];
export type Candle = components['schemas']['Candle'];
export type ClientMessage = components['schemas']['ClientMessage'];
export type EnvelopeRequest = components['schemas']['EnvelopeRequest'];
export type EnvelopeStatus = components['schemas']['EnvelopeStatus'];
export type Fill = components['schemas']['Fill'];
export type FillPage = components['schemas']['FillPage'];
export type Health = components['schemas']['Health'];
export type HistoryPage = components['schemas']['HistoryPage'];
export type Market = components['schemas']['Market'];
export type Order = components['schemas']['Order'];
export type OrderPage = components['schemas']['OrderPage'];
export type OrderProof = components['schemas']['OrderProof'];
export type Problem = components['schemas']['Problem'];
export type Receipt = components['schemas']['Receipt'];
export type ServerMessage = components['schemas']['ServerMessage'];
export type SlotKey = components['schemas']['SlotKey'];
export type Status = components['schemas']['Status'];
export type Trade = components['schemas']['Trade'];
export type TradePage = components['schemas']['TradePage'];
export type $defs = Record<string, never>;
export interface operations {
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not from this address */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getDocument: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly [key: string]: unknown;
                    };
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly findAccounts: {
        readonly parameters: {
            readonly query: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Most items. */
                readonly limit?: number;
                /** @description Lower case. */
                readonly signer: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccountPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBalancesCsv: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv; charset=utf-8": string;
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBalanceProof: {
        readonly parameters: {
            readonly query?: {
                /** @description Against which root: the newest claim's, or the newest final one's. `newest`: whichever is later. */
                readonly at?: "newest" | "claimed" | "final";
            };
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @description Index of an asset. */
                readonly asset: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BalanceProof"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getFills: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Not before, unix seconds. */
                readonly from?: number;
                /** @description Most items. */
                readonly limit?: number;
                /** @description Before, unix seconds. */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FillPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getFillsCsv: {
        readonly parameters: {
            readonly query?: {
                /** @description Not before, unix seconds. */
                readonly from?: number;
                /** @description Before, unix seconds. */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/csv; charset=utf-8": string;
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Not before, unix seconds. */
                readonly from?: number;
                /** @description Most items. */
                readonly limit?: number;
                /** @description Before, unix seconds. */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["HistoryPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getOrders: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Most items. */
                readonly limit?: number;
                readonly status?: "open" | "all";
            };
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAssets: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["Asset"][];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBatches: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Most items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BatchPage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBatch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A batch's number. */
                readonly slot: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BatchDetail"];
                };
            };
            /** @description As it was */
            readonly 304: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBatchFills: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Most items. */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description A batch's number. */
                readonly slot: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FillPage"];
                };
            };
            /** @description As it was */
            readonly 304: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getAuction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Index of a market. */
                readonly market: number;
                /** @description A batch's number. */
                readonly slot: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Auction"];
                };
            };
            /** @description As it was */
            readonly 304: {
                headers: {
                    /** @description `immutable` once the batch is final. */
                    readonly "cache-control": string;
                    /** @description Send it as if-none-match to be told 304 if nothing has changed. */
                    readonly etag: string;
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly postEnvelope: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EnvelopeRequest"];
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Receipt"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The slot does not take envelopes, or a newer version is held */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is too large */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not JSON */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The envelope is refused */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getEnvelope: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Account on the rollup. */
                readonly account: number;
                /** @description A batch's number. */
                readonly slot: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EnvelopeStatus"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getKey: {
        readonly parameters: {
            readonly query?: {
                /** @description Another slot's, of the last 1,024 or to come. */
                readonly slot?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SlotKey"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMarkets: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["Market"][];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMarket: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Index of a market. */
                readonly market: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Market"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getBook: {
        readonly parameters: {
            readonly query?: {
                /** @description Of each side. */
                readonly levels?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Index of a market. */
                readonly market: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Book"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getCandles: {
        readonly parameters: {
            readonly query?: {
                /** @description Not before, unix seconds. */
                readonly from?: number;
                /** @description Seconds of a candle. */
                readonly interval?: number;
                /** @description The newest so many; fewer of lengths that more than 5,000 parts make up. */
                readonly limit?: number;
                /** @description Before, unix seconds. */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Index of a market. */
                readonly market: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["Candle"][];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getTrades: {
        readonly parameters: {
            readonly query?: {
                /** @description `next` of the page before. */
                readonly cursor?: string;
                /** @description Not before, unix seconds. */
                readonly from?: number;
                /** @description Most items. */
                readonly limit?: number;
                /** @description Before, unix seconds. */
                readonly to?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description Index of a market. */
                readonly market: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TradePage"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getOrder: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description market-side-tick-position: names an order for ever. */
                readonly order: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getOrderProof: {
        readonly parameters: {
            readonly query?: {
                /** @description Against which root: the newest claim's, or the newest final one's. `newest`: whichever is later. */
                readonly at?: "newest" | "claimed" | "final";
            };
            readonly header?: never;
            readonly path: {
                /** @description market-side-tick-position: names an order for ever. */
                readonly order: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderProof"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The request is malformed */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; the header retry-after tells when to come back */
            readonly 429: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unexpected; the log tells more under the request's id */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; the header retry-after tells when to come back */
            readonly 503: {
                headers: {
                    /** @description Seconds after which to ask again. */
                    readonly "retry-after": number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
