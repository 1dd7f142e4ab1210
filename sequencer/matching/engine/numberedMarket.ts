import { type EngineOptions, MatchingEngine } from "./engine.ts";
import type { OrderBook, Resting } from "./orderBook.ts";
import * as outcome from "./outcomes.ts";
import type { Trades } from "./trades.ts";
import { MAX_RESTING, NOWHERE, type Side } from "./units.ts";
import { refusalOf } from "./validation.ts";
import { walk } from "./walk.ts";

/**
 * A market whose orders have the caller's numbers, −2^31 … 2^31−1. Every message is checked; an id is free again when its
 * order is filled or cancelled. `trades` tells makers by their ids, and is as it was after a refusal.
 */
export class NumberedMarket implements OrderBook<number> {
  readonly engine: MatchingEngine;
  readonly trades: Trades;
  /** What `touch` read: kept, or the compiler would leave the reading out. */
  touched = 0;

  constructor(options: Pick<EngineOptions, "selfTrade"> = {}) {
    this.engine = new MatchingEngine(options);
    this.trades = this.engine.trades;
  }

  get size(): number {
    return this.engine.orders.size;
  }

  place(id: number, side: Side, price: number, quantity: number, owner = 0): outcome.Outcome {
    if ((id | 0) !== id) return outcome.BAD_ID;
    const refusal = refusalOf(side, price, quantity, owner);
    if (refusal !== outcome.GONE) return refusal;
    this.engine.state(side, price, quantity);
    return this.#place(id, side, owner);
  }

  cancel(id: number): outcome.Outcome {
    if ((id | 0) !== id) return outcome.BAD_ID;
    const place = this.engine.orders.find(id);
    if (place === NOWHERE) return outcome.UNKNOWN;
    this.engine.cancel(place);
    return outcome.CANCELLED;
  }

  /**
   * Fetches the memory that a message of this id will need. Who has many messages at hand touches some ids before sending
   * the first message: the waits for memory then overlap. It changes nothing else.
   */
  touch(id: number): void {
    this.touched ^= this.engine.orders.peek(id);
  }

  /** Whether an order of that id rests. */
  has(id: number): boolean {
    return this.engine.orders.find(id) !== NOWHERE;
  }

  best(side: Side): number {
    return this.engine.best(side);
  }

  walk(side: Side): Iterable<Resting<number>> {
    return walk(this.engine, side);
  }

  #place(id: number, side: Side, owner: number): outcome.Outcome {
    if (this.engine.orders.find(id) !== NOWHERE) return outcome.DUPLICATE;
    if (this.engine.orders.size >= MAX_RESTING) return outcome.FULL;
    return this.engine.place(id, side, owner) === NOWHERE ? outcome.GONE : outcome.RESTS;
  }
}
