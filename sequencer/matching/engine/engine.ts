import { Ladder } from "./ladder.ts";
import { OrderTable } from "./orderTable.ts";
import { MAKER_CANCELLED, MAKER_FILLED, MAKER_LEFT, Trades } from "./trades.ts";
import { keyOf, NONE, NOWHERE, priceOfKey, SELL, type Side } from "./units.ts";

/** What happens when an order meets a resting one of the same owner. */
export type SelfTrade = "allow" | "cancel-newest" | "cancel-oldest" | "cancel-both";

export interface EngineOptions {
  /** `allow` unless told; owners are kept only for the others. */
  readonly selfTrade?: SelfTrade;
  /** Whether orders have tags apart from their keys; not unless told. */
  readonly tagged?: boolean;
}

/**
 * Price–time matching of one market. Best price first, then the earliest; trades are at the resting order's price; what is
 * left of an order rests. Nothing is checked here, and keys may repeat: the markets in `numberedMarket.ts` and
 * `namedMarket.ts` do that. Prices and quantities pass between functions in typed arrays, because JavaScript would
 * otherwise put each one above 2^31 on the heap.
 */
export class MatchingEngine {
  readonly ladder = new Ladder();
  readonly orders: OrderTable;
  /** What the last order did to resting ones. */
  readonly trades = new Trades();
  readonly #dropsNewest: boolean;
  readonly #dropsOldest: boolean;
  /** What is left of the order being matched. */
  readonly #left = new Float64Array(1);
  /** What the self-trade policy took from the last order instead of letting it rest. */
  readonly #dropped = new Float64Array(1);

  constructor(options: EngineOptions = {}) {
    const { selfTrade = "allow", tagged = false } = options;
    this.#dropsNewest = selfTrade === "cancel-newest" || selfTrade === "cancel-both";
    this.#dropsOldest = selfTrade === "cancel-oldest" || selfTrade === "cancel-both";
    const keepsOwners = selfTrade !== "allow";
    this.orders = new OrderTable(this.ladder.levels, { keepsTags: tagged, keepsOwners });
  }

  /** What the self-trade policy took from the last order instead of letting it rest. */
  get dropped(): number {
    return this.#dropped[0] as number;
  }

  /**
   * States the order that `place` is to match.
   * @param price 0 … 2^53−1.
   * @param quantity 1 … 2^53−1.
   */
  state(side: Side, price: number, quantity: number): void {
    this.ladder.wanted[0] = keyOf(side, price);
    this.#left[0] = quantity;
  }

  /**
   * Matches the stated order; returns the place where its rest lies, or NOWHERE if nothing is left. If orders are tagged,
   * the tag is the caller's to set.
   * @param key −2^31 … 2^31−1, finds the order.
   * @param owner 0 … 2^32−1; 0 belongs to nobody and trades with everybody.
   */
  place(key: number, side: Side, owner: number): number {
    this.trades.clear();
    this.#dropped[0] = 0;
    const other = (SELL - side) as Side;
    // Prices at least as good as the order's limit have at most this key on the other side.
    const limit = -1 - (this.ladder.wanted[0] as number);
    let best = this.ladder.best(other);
    while (best !== NONE && this.ladder.levels.key(best) <= limit) {
      this.#take(best, owner);
      if (this.#left[0] === 0) return NOWHERE;
      best = this.ladder.best(other);
    }
    const place = this.orders.add(key, this.ladder.open(side));
    this.orders.quantities[place] = this.#left[0] as number;
    if (this.orders.keepsOwners) this.orders.owners[place] = owner;
    return place;
  }

  /** Takes out a resting order. */
  cancel(place: number): void {
    const level = this.orders.remove(place);
    if (this.ladder.levels.head(level) === NOWHERE) this.ladder.emptied(level);
  }

  /** The best price of a side, or −1 if nothing rests there. */
  best(side: Side): number {
    const level = this.ladder.best(side);
    return level === NONE ? -1 : priceOfKey(this.ladder.levels.key(level));
  }

  /** Fills the stated order from a level's queue as far as both go. */
  #take(level: number, owner: number): void {
    const { levels } = this.ladder;
    const { orders, trades } = this;
    const price = priceOfKey(levels.key(level));
    let left = this.#left[0] as number;
    let place = levels.head(level);
    while (place !== NOWHERE && left > 0) {
      const tag = orders.tagOf(place);
      const resting = orders.quantities[place] as number;
      if (orders.keepsOwners && owner !== 0 && orders.owners[place] === owner) {
        if (this.#dropsOldest) {
          trades.add(tag, MAKER_CANCELLED, price, resting);
          orders.remove(place);
        }
        if (this.#dropsNewest) {
          this.#dropped[0] = left;
          left = 0;
        }
      } else if (resting > left) {
        orders.quantities[place] = resting - left;
        trades.add(tag, MAKER_LEFT, price, left);
        left = 0;
      } else {
        left -= resting;
        trades.add(tag, MAKER_FILLED, price, resting);
        orders.remove(place);
      }
      place = levels.head(level);
    }
    this.#left[0] = left;
    if (place === NOWHERE) this.ladder.emptied(level);
  }
}
