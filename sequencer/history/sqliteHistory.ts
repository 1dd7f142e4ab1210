import type { OrderRef } from "#protocol/book";
import { hexToBytes } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { OPERATOR_ACCOUNT, SIDE } from "#protocol/constants";
import type { Database } from "../../storage/database.ts";
import type { SequencerPoint } from "../store/schema.ts";
import { baseOf, joined, MOST_PARTS } from "./candles.ts";
import type * as h from "./history.ts";
import { auctionId, auctionsOf } from "./ids.ts";
import { unpackLevels, unpackOperations, unpackRationed, unpackRising } from "./packed.ts";
import { NO_ROWS, type Queries, queriesOf } from "./queries.ts";
import { batchOf, eventOf, fillOf, orderOf, tradeOf } from "./records.ts";
import { closeOfSlot, slotsWithin } from "./times.ts";

/** Above every id. */
const END = Number.MAX_SAFE_INTEGER;
/** In one slot an order may be placed, filled in part and taken out. */
const EVENTS_OF_ORDER = 3;

/** The history as it lies in the sequencer's own database; every question is answered by an index. */
export class SqliteHistory implements h.History {
  readonly #deployment: Pick<Deployment, "genesisTime" | "interval" | "operatorSigner">;
  readonly #prepared: Queries;
  #isHidden = (): boolean => false;

  constructor(
    database: Pick<Database<SequencerPoint>, "prepare">,
    deployment: Pick<Deployment, "genesisTime" | "interval" | "operatorSigner">,
  ) {
    this.#deployment = deployment;
    this.#prepared = queriesOf(database);
  }

  /** Tells of nothing while that holds: a trace that starts over leaves its rows until others replace them. */
  hideWhile(isHidden: () => boolean): void {
    this.#isHidden = isHidden;
  }

  get #queries(): Queries {
    return this.#isHidden() ? NO_ROWS : this.#prepared;
  }

  slots({ before, limit }: h.Page): h.SlotRecord[] {
    const rows = this.#queries.batches.all(before ?? END, limit);
    return rows.map((row) => batchOf(row, this.#markets(row.slot)));
  }

  slot(slot: number): h.SlotRecord | undefined {
    const row = this.#queries.batch.get(slot);
    return row === undefined ? undefined : batchOf(row, this.#markets(slot));
  }

  auction(slot: number, market: number): h.AuctionRecord | undefined {
    const id = auctionId(slot, market);
    const [figures, curve] = [this.#queries.auction.get(id), this.#queries.curve.get(id)];
    if (figures === undefined || curve === undefined) return undefined;
    const { id: _, ...rest } = figures;
    return {
      ...rest,
      slot,
      bids: unpackLevels(curve.bids, SIDE.buy),
      asks: unpackLevels(curve.asks, SIDE.sell),
      truncated: curve.truncated === 1,
      rationed: unpackRationed(curve.rationed, market),
    };
  }

  trades(market: number, query: h.Page & h.Times): h.TradeRecord[] {
    const { first, behind } = slotsWithin(this.#deployment, query);
    const before = Math.min(query.before ?? END, auctionId(behind, 0));
    return this.#queries.trades.all(market, auctionId(first, 0), before, query.limit).map(tradeOf);
  }

  candles(
    market: number,
    seconds: number,
    query: { readonly limit: number } & h.Times,
  ): h.CandleRecord[] {
    const { limit } = query;
    const from = Math.ceil((query.from ?? 0) / seconds) * seconds;
    const to = query.to === undefined ? END : Math.ceil(query.to / seconds) * seconds;
    const base = baseOf(seconds);
    const wanted = base === undefined ? END : limit * (seconds / base);
    const most = Math.min(MOST_PARTS, wanted);
    const parts =
      base === undefined
        ? this.trades(market, { from, to, limit: most }).map((trade) => this.#candleOf(trade))
        : this.#queries.candles.all(market, base, from, to, most);
    const candles = joined(parts, seconds, limit);
    const oldest = wanted > most && parts.length === most ? parts.at(-1) : undefined;
    const isPartial =
      oldest !== undefined && oldest.time - (oldest.time % seconds) === candles[0]?.time;
    return isPartial ? candles.slice(1) : candles;
  }

  #candleOf({ slot, tick, volume: lots }: h.TradeRecord): h.CandleRecord {
    const time = closeOfSlot(this.#deployment, slot);
    return { time, open: tick, high: tick, low: tick, close: tick, lots, trades: 1 };
  }

  fillsOfSlot(slot: number, after: number, limit: number): h.FillRecord[] {
    const range = this.#queries.fillRange.get(slot);
    if (range === undefined) return [];
    const first = Math.max(range.first, after + 1);
    return this.#queries.fillsBetween.all(first, range.first + range.fills, limit).map(fillOf);
  }

  fillsOf(account: number, query: h.Page & h.Times): h.FillRecord[] {
    const { first, behind } = this.#eventsWithin(query);
    const before = Math.min(query.before ?? END, behind);
    return this.#queries.fillsDown.all(account, first, before, query.limit).map(fillOf);
  }

  fillsAfter(
    account: number,
    after: number,
    query: { readonly limit: number } & h.Times,
  ): h.FillRecord[] {
    const { first, behind } = this.#eventsWithin(query);
    const from = Math.max(first, after + 1);
    return this.#queries.fillsUp.all(account, from, behind, query.limit).map(fillOf);
  }

  orders(account: number, open: boolean, { before, limit }: h.Page): h.OrderRecord[] {
    const { openOrders, allOrders } = this.#queries;
    return (open ? openOrders : allOrders).all(account, before ?? END, limit).map(orderOf);
  }

  order({ market, side, tick, position }: OrderRef): h.OrderRecord | undefined {
    const row = this.#queries.order.get(market, side, tick, position);
    return row === undefined ? undefined : orderOf(row);
  }

  ordersChanged(account: number, slot: number, limit: number): h.OrderRecord[] {
    const { first, behind } = this.#eventsOfSlot(slot);
    const rows = this.#queries.changed.all(account, first, behind, limit * EVENTS_OF_ORDER);
    const orders = [...new Map(rows.map((row) => [row.id, orderOf(row)])).values()];
    return orders.slice(0, limit).sort((a, b) => a.id - b.id);
  }

  events(account: number, query: h.Page & h.Times): h.EventRecord[] {
    const { first, behind } = this.#eventsWithin(query);
    const before = Math.min(query.before ?? END, behind);
    return this.#queries.events.all(account, first, before, query.limit).map(eventOf);
  }

  locked(account: number): ReadonlyMap<number, number> {
    const rows = this.#queries.locked.all(account);
    return new Map(rows.map(({ asset, amount }) => [asset, amount]));
  }

  openOrders(account: number): number {
    return this.#queries.holder.get(account)?.open ?? 0;
  }

  accountsOf(signer: Uint8Array, after: number, limit: number): number[] {
    const rows = this.#queries.accounts.all(signer, after, limit).map(({ account }) => account);
    const operator = hexToBytes(this.#deployment.operatorSigner);
    const isGenesis =
      after < OPERATOR_ACCOUNT &&
      Buffer.compare(signer, operator) === 0 &&
      (this.#queries.holder.get(OPERATOR_ACCOUNT)?.signer ?? null) === null;
    return isGenesis ? [OPERATOR_ACCOUNT, ...rows].slice(0, limit) : rows;
  }

  envelope(slot: number, account: number): h.EnvelopeRecord | undefined {
    const row = this.#queries.envelope.get(slot, account);
    if (row === undefined) return undefined;
    return { slot, account, outcome: row.outcome, operations: unpackOperations(row.operations) };
  }

  accountsChanged(slot: number): number[] {
    const row = this.#queries.changedAccounts.get(slot);
    return row === undefined ? [] : unpackRising(row.accounts);
  }

  #markets(slot: number) {
    const { first, behind } = auctionsOf(slot);
    return this.#queries.auctions.all(first, behind);
  }

  #eventsWithin(times: h.Times): { readonly first: number; readonly behind: number } {
    const slots = slotsWithin(this.#deployment, times);
    return {
      first: times.from === undefined ? 0 : this.#firstEvent(slots.first),
      behind: times.to === undefined ? END : this.#firstEvent(slots.behind),
    };
  }

  #eventsOfSlot(slot: number): { readonly first: number; readonly behind: number } {
    return { first: this.#firstEvent(slot), behind: this.#firstEvent(slot + 1) };
  }

  /** Id of the first event of a slot or of those after it. */
  #firstEvent(slot: number): number {
    return this.#queries.firstEvent.get(slot)?.first ?? END;
  }
}
