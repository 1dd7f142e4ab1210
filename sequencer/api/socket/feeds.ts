import type { Exchange } from "../exchange.ts";
import { BatchWatch, WATCHED_BATCHES } from "./batchWatch.ts";
import {
  accountKey,
  bookKey,
  type Channel,
  type ChannelModels,
  keyOf,
  tradesKey,
} from "./channels.ts";
import type { Hub, Joined, Reader, Seen } from "./hub.ts";

/** In the snapshot of a market's trades. */
const TRADES = 50;
/** Of each side, in a book and in its snapshot. */
export const BOOK_LEVELS = 50;
/** Executed slots made up for at once; behind more, every reader begins anew. */
const MOST_BEHIND = 64;

export interface JoinedFeed extends Joined {
  /** The state that the message `seq` left; null where what was missed is told. */
  readonly snapshot: unknown;
}

/**
 * Turns what happens into messages. A snapshot is only taken after all that happened was published, so it holds exactly what the
 * messages up to its number told.
 */
export class Feeds<R extends Reader> {
  readonly #exchange: Exchange;
  readonly #models: ChannelModels;
  readonly #hub: Hub<R>;
  readonly #batches: BatchWatch;
  readonly #restart: () => void;
  /** Executed slots up to here are published. */
  #slot: number;

  /**
   * @param restart must make every reader join anew: the messages no longer follow from those before
   * @param watched newest batches whose every change is noticed at once, and that the snapshot holds
   */
  constructor(
    exchange: Exchange,
    models: ChannelModels,
    hub: Hub<R>,
    restart: () => void,
    watched = WATCHED_BATCHES,
  ) {
    this.#exchange = exchange;
    this.#models = models;
    this.#hub = hub;
    this.#batches = new BatchWatch(exchange, models, watched);
    this.#restart = restart;
    this.#slot = exchange.executor.slot;
  }

  /** A batch came further; the next refresh looks at it, however old it is. */
  touch(slot: number): void {
    this.#batches.touch(slot);
  }

  /** Publishes all that happened since. */
  refresh(): void {
    this.#executed();
    if (!this.#hub.has("batches")) return;
    for (const summary of this.#batches.changes()) {
      const data = JSON.stringify(summary);
      this.#hub.publish("batches", (seq) => `{"type":"batch","seq":${seq},"data":${data}}`);
    }
  }

  /** A reader's way into a channel: what it missed, or the state. */
  join(channel: Channel, reader: R, seen: Seen | undefined): JoinedFeed {
    // Batches are told as they were looked at last: to look anew at each of a crowd that joins would take all the time there is.
    this.#executed();
    const key = keyOf(channel);
    if (channel.name === "batches" && !this.#hub.has(key)) this.#batches.begin();
    const joined = this.#hub.join(key, reader, seen);
    return { ...joined, snapshot: joined.missed === undefined ? this.#snapshot(channel) : null };
  }

  #snapshot(channel: Channel): unknown {
    switch (channel.name) {
      case "batches":
        return this.#batches.snapshot;
      case "trades":
        return this.#models.trades(channel.market, TRADES);
      case "book":
        return this.#models.book(channel.market, BOOK_LEVELS);
      case "account":
        return this.#models.account(channel.account, undefined);
    }
  }

  #executed(): void {
    const { executor, history, deployment } = this.#exchange;
    const after = this.#slot;
    if (executor.slot === after) return;
    this.#slot = executor.slot;
    const page = history.slots({ before: executor.slot + 1, limit: MOST_BEHIND + 1 });
    const slots = page.map(({ figures }) => figures.slot).filter((slot) => slot > after);
    // A trace that was run again from genesis, or more than is worth telling.
    if (executor.slot < after || slots.length > MOST_BEHIND) {
      this.#restart();
      return;
    }
    for (const market of deployment.markets.keys()) {
      this.#trades(market, after, slots.length);
      this.#book(market);
    }
    for (const slot of slots.reverse()) this.#accounts(slot);
  }

  #trades(market: number, after: number, most: number): void {
    const key = tradesKey(market);
    if (!this.#hub.has(key)) return;
    const trades = this.#models.trades(market, most).filter(({ slot }) => slot > after);
    for (const trade of trades.reverse()) {
      const data = JSON.stringify(trade);
      this.#hub.publish(
        key,
        (seq) => `{"type":"trade","seq":${seq},"market":${market},"data":${data}}`,
      );
    }
  }

  #book(market: number): void {
    const key = bookKey(market);
    if (!this.#hub.has(key)) return;
    const data = JSON.stringify(this.#models.book(market, BOOK_LEVELS));
    this.#hub.publish(
      key,
      (seq) => `{"type":"book","seq":${seq},"market":${market},"data":${data}}`,
    );
  }

  #accounts(slot: number): void {
    for (const account of this.#exchange.history.accountsChanged(slot)) {
      const key = accountKey(account);
      if (!this.#hub.has(key)) continue;
      const data = JSON.stringify(this.#models.account(account, slot));
      this.#hub.publish(
        key,
        (seq) => `{"type":"account","seq":${seq},"account":${account},"data":${data}}`,
      );
    }
  }
}
