import type { z } from "zod";
import type { Exchange, Listing } from "../exchange.ts";
import type { BatchDetail, BatchSummary } from "../schema/batches.ts";
import { batchDetail, batchSummaries, batchSummary } from "./batches.ts";
import { type BookModel, Books, withLevels } from "./book.ts";
import { SeenLost } from "./lostSlots.ts";

/** Those models that are made from more than the exchange: books made before, slots seen lost. One for the whole API. */
export class Models {
  readonly exchange: Exchange;
  readonly listing: Listing;
  readonly #now: () => number;
  readonly #books: Books;
  readonly #lost: SeenLost;

  /** @param now unix milliseconds */
  constructor(exchange: Exchange, listing: Listing, now: () => number) {
    this.exchange = exchange;
    this.listing = listing;
    this.#now = now;
    this.#books = new Books(exchange);
    this.#lost = new SeenLost(exchange);
  }

  /** With at most so many levels of each side; undefined where there is no such market. */
  book(market: number, levels: number): BookModel | undefined {
    const book = this.#books.of(market);
    return book === undefined ? undefined : withLevels(book, levels);
  }

  /** Undefined where the slot is skipped or has not begun. */
  batch(slot: number): z.output<typeof BatchSummary> | undefined {
    return batchSummary(this.exchange, this.#lost, slot, this.#now());
  }

  batchDetail(slot: number): z.output<typeof BatchDetail> | undefined {
    return batchDetail(this.exchange, this.#lost, slot, this.#now());
  }

  /** The newest batches below `before`, falling; those under way first. */
  batches(before: number | undefined, limit: number): z.output<typeof BatchSummary>[] {
    return batchSummaries(this.exchange, this.#lost, before, limit, this.#now());
  }

  /** Stops listening to the exchange. */
  close(): void {
    this.#lost.close();
  }
}
