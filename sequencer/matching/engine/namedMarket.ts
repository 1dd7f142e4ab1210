import { type EngineOptions, MatchingEngine } from "./engine.ts";
import { type NameHash, processHash } from "./nameHash.ts";
import { MAX_NAME_BYTES, NameBytes, Names } from "./names.ts";
import type { OrderBook, Resting } from "./orderBook.ts";
import * as outcome from "./outcomes.ts";
import { MAKER_LEFT, type Trades } from "./trades.ts";
import { MAX_RESTING, NOWHERE, type Side } from "./units.ts";
import { refusalOf } from "./validation.ts";
import { walk } from "./walk.ts";

export interface NamedMarketOptions extends Pick<EngineOptions, "selfTrade"> {
  /** The process's own unless told. */
  readonly hash?: NameHash;
}

/**
 * A market whose orders are named by texts of 1 … MAX_NAME_BYTES bytes. Every message is checked; a name is free again when
 * its order is filled or cancelled. `trades` tells makers by handles of `names`, which are good until the next message.
 * Readers of bytes use `placeBytes` and `cancelBytes`, which make no strings.
 */
export class NamedMarket implements OrderBook<string> {
  readonly engine: MatchingEngine;
  readonly trades: Trades;
  readonly names = new Names();
  readonly #hash: NameHash;
  readonly #scratch = new NameBytes();
  /** Whether `trades` has makers whose names are to be released. */
  #owes = false;

  constructor({ hash = processHash, ...options }: NamedMarketOptions = {}) {
    this.#hash = hash;
    this.engine = new MatchingEngine({ ...options, tagged: true });
    this.trades = this.engine.trades;
  }

  get size(): number {
    return this.engine.orders.size;
  }

  place(id: string, side: Side, price: number, quantity: number, owner = 0): outcome.Outcome {
    const end = this.#scratch.write(id);
    return this.placeBytes(this.#scratch.bytes, 0, end, side, price, quantity, owner);
  }

  cancel(id: string): outcome.Outcome {
    return this.cancelBytes(this.#scratch.bytes, 0, this.#scratch.write(id));
  }

  /** `place` for the name in `source[start … end)`. */
  placeBytes(
    source: Uint8Array,
    start: number,
    end: number,
    side: Side,
    price: number,
    quantity: number,
    owner: number,
  ): outcome.Outcome {
    if (!isName(start, end)) return outcome.BAD_ID;
    const refusal = refusalOf(side, price, quantity, owner);
    if (refusal !== outcome.GONE) return refusal;
    this.engine.state(side, price, quantity);
    return this.#place(source, start, end, side, owner);
  }

  /** `cancel` for the name in `source[start … end)`. */
  cancelBytes(source: Uint8Array, start: number, end: number): outcome.Outcome {
    if (!isName(start, end)) return outcome.BAD_ID;
    const place = this.#find(this.#hash.of(source, start, end), source, start, end);
    if (place === NOWHERE) return outcome.UNKNOWN;
    this.#settle();
    this.names.release(this.engine.orders.tagOf(place));
    this.engine.cancel(place);
    return outcome.CANCELLED;
  }

  best(side: Side): number {
    return this.engine.best(side);
  }

  *walk(side: Side): Generator<Resting<string>> {
    for (const order of walk(this.engine, side)) yield { ...order, id: this.names.text(order.id) };
  }

  #place(
    source: Uint8Array,
    start: number,
    end: number,
    side: Side,
    owner: number,
  ): outcome.Outcome {
    const key = this.#hash.of(source, start, end);
    if (this.#find(key, source, start, end) !== NOWHERE) return outcome.DUPLICATE;
    if (this.engine.orders.size >= MAX_RESTING) return outcome.FULL;
    this.#settle();
    const place = this.engine.place(key, side, owner);
    this.#owes = this.trades.length > 0;
    if (place === NOWHERE) return outcome.GONE;
    this.engine.orders.tags[place] = this.names.add(source, start, end);
    return outcome.RESTS;
  }

  #find(key: number, source: Uint8Array, start: number, end: number): number {
    const { orders } = this.engine;
    let place = orders.find(key);
    while (place !== NOWHERE && !this.names.equals(orders.tagOf(place), source, start, end))
      place = orders.after(place, key);
    return place;
  }

  /** Releases the names of the orders that the last one took out. */
  #settle(): void {
    if (!this.#owes) return;
    this.#owes = false;
    for (let at = 0; at < this.trades.length; at++)
      if (this.trades.fate(at) !== MAKER_LEFT) this.names.release(this.trades.maker(at));
  }
}

const isName = (start: number, end: number): boolean =>
  end > start && end - start <= MAX_NAME_BYTES;
