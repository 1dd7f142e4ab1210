import type { OrderRef } from "#protocol/book";
import type { Side } from "#protocol/constants";
import type { Operation } from "#protocol/operation";
import type { Outcome } from "#protocol/outcomes";
import type { MarketFigures, SlotFigures } from "../figures.ts";

/**
 * What happened, kept for people: written in the same transaction as the slot that it tells of, so it is never ahead of the
 * state or behind it. Slots, ticks, lots and units as in PROTOCOL.md §1. Ids of fills and events rise with time and are never used
 * twice, but for a trace that is run again from genesis, which writes them anew.
 */
export interface History {
  /** The newest executed slots below `before`, falling. */
  slots(query: Page): SlotRecord[];
  slot(slot: number): SlotRecord | undefined;
  auction(slot: number, market: number): AuctionRecord | undefined;
  /** Auctions with a volume, newest first. */
  trades(market: number, query: Page & Times): TradeRecord[];
  /**
   * The newest `limit` intervals with a trade, oldest first; `seconds` is their length, from and to bound where they begin. Lengths
   * are added up from days, hours, quarters of an hour or minutes, others from single trades: the newest 5,000 of them, so that
   * there may be fewer than `limit`.
   */
  candles(
    market: number,
    seconds: number,
    query: { readonly limit: number } & Times,
  ): CandleRecord[];
  /** Of one batch, by rising id from above `after` on. */
  fillsOfSlot(slot: number, after: number, limit: number): FillRecord[];
  /** Newest first. */
  fillsOf(account: number, query: Page & Times): FillRecord[];
  /** Oldest first, by rising id from above `after` on. */
  fillsAfter(
    account: number,
    after: number,
    query: { readonly limit: number } & Times,
  ): FillRecord[];
  /** Newest first by the place in which they were placed; `open`: only those that may still be filled. */
  orders(account: number, open: boolean, query: Page): OrderRecord[];
  order(ref: OrderRef): OrderRecord | undefined;
  /** Those of an account that a slot changed, at most `limit`, by rising id. */
  ordersChanged(account: number, slot: number, limit: number): OrderRecord[];
  /** Newest first. */
  events(account: number, query: Page & Times): EventRecord[];
  /** Units of an asset that open orders lock, by asset. */
  locked(account: number): ReadonlyMap<number, number>;
  openOrders(account: number): number;
  /** Accounts with this signer (20 bytes), rising, above `after`. */
  accountsOf(signer: Uint8Array, after: number, limit: number): number[];
  envelope(slot: number, account: number): EnvelopeRecord | undefined;
  /** Accounts that a slot changed. */
  accountsChanged(slot: number): number[];
}

export interface Page {
  /** Items with an id, or a slot, below this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Times {
  /** Of batches that closed in [from, to), unix seconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface SlotRecord {
  readonly figures: SlotFigures;
  readonly voided: boolean;
  readonly root: Uint8Array;
  /** Chunks of the trace up to its end: tells which claim holds it. */
  readonly chunksEnd: number;
}

export interface DepthRecord {
  readonly tick: number;
  readonly lots: number;
}

export interface AuctionRecord extends MarketFigures {
  readonly slot: number;
  /** Price before. */
  readonly lastTick: number;
  /** As the auction began, best first. */
  readonly bids: readonly DepthRecord[];
  readonly asks: readonly DepthRecord[];
  readonly truncated: boolean;
  readonly rationed:
    | {
        readonly side: Side;
        readonly tick: number;
        readonly orders: readonly {
          readonly ref: OrderRef;
          readonly account: number;
          readonly lots: number;
          readonly filled: number;
        }[];
      }
    | undefined;
}

export interface TradeRecord extends MarketFigures {
  readonly id: number;
  readonly slot: number;
}

export interface CandleRecord {
  /** Unix seconds, a multiple of the interval. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
  readonly trades: number;
}

export interface FillRecord {
  readonly id: number;
  readonly slot: number;
  readonly ref: OrderRef;
  readonly account: number;
  /** Clearing price. */
  readonly tick: number;
  readonly lots: number;
  /** Units of quote. */
  readonly fee: number;
}

export interface OrderRecord {
  /** Rises with time. */
  readonly id: number;
  readonly ref: OrderRef;
  readonly account: number;
  /** As placed. */
  readonly lots: number;
  /** That may still be filled. */
  readonly left: number;
  readonly filled: number;
  readonly ended: "filled" | "cancelled" | "expired" | undefined;
  readonly slot: number;
  readonly expiry: number;
  /** Slot of its last change. */
  readonly updated: number;
}

export interface EventRecord {
  readonly id: number;
  readonly slot: number;
  readonly account: number;
  readonly kind:
    | "registered"
    | "signerSet"
    | "deposited"
    | "withdrawn"
    | "placed"
    | "cancelled"
    | "filled"
    | "expired"
    | "rejected";
  /** A cancellation or withdrawal that went through L1's inbox, past the sequencer. */
  readonly forced: boolean;
  readonly outcome: Outcome;
  readonly asset: number | undefined;
  readonly amount: number | undefined;
  readonly ref: OrderRef | undefined;
  readonly market: number | undefined;
  /** Clearing price of a fill, else the order's limit. */
  readonly tick: number | undefined;
  readonly lots: number | undefined;
}

export interface EnvelopeRecord {
  readonly slot: number;
  readonly account: number;
  /** Of the envelope: 0, or why it was skipped whole. */
  readonly outcome: Outcome;
  /** By block; empty where it was skipped. */
  readonly operations: readonly {
    readonly block: number;
    /** Undefined where the block does not decode. */
    readonly kind: Operation["kind"] | undefined;
    readonly outcome: Outcome;
    readonly ref: OrderRef | undefined;
  }[];
}
