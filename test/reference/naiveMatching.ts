/** Price–time matching as its rules say it: one list of orders, sorted anew for every order. */

export type NaiveSelfTrade = "allow" | "cancel-newest" | "cancel-oldest" | "cancel-both";

export interface NaiveResting {
  readonly id: number;
  /** 0: buy, 1: sell. */
  readonly side: number;
  readonly price: number;
  readonly owner: number;
  quantity: number;
  /** Rises with every order. */
  readonly arrival: number;
}

export interface NaiveEvent {
  readonly kind: "trade" | "cancelled";
  readonly maker: number;
  readonly price: number;
  readonly quantity: number;
  /** Whether the resting order is gone. */
  readonly gone: boolean;
}

export type NaiveOutcome = "gone" | "rests" | "duplicate";

export class NaiveMatching {
  #orders: NaiveResting[] = [];
  #arrivals = 0;
  readonly #policy: NaiveSelfTrade;

  constructor(policy: NaiveSelfTrade) {
    this.#policy = policy;
  }

  /** The orders of a side, best price first, then the earliest. */
  walk(side: number): NaiveResting[] {
    const sign = side === 0 ? -1 : 1;
    return this.#orders
      .filter((order) => order.side === side)
      .sort((a, b) => sign * (a.price - b.price) || a.arrival - b.arrival);
  }

  place(order: Omit<NaiveResting, "arrival">): { outcome: NaiveOutcome; events: NaiveEvent[] } {
    const { id, side, owner } = order;
    const events: NaiveEvent[] = [];
    if (this.#orders.some((other) => other.id === id)) return { outcome: "duplicate", events };
    let left = order.quantity;
    while (left > 0) {
      const maker = this.walk(1 - side)[0];
      if (maker === undefined || !meets(order, maker)) break;
      if (this.#policy !== "allow" && owner !== 0 && maker.owner === owner) {
        if (this.#policy !== "cancel-newest") {
          events.push({
            kind: "cancelled",
            maker: maker.id,
            price: maker.price,
            quantity: maker.quantity,
            gone: true,
          });
          this.#remove(maker.id);
        }
        if (this.#policy !== "cancel-oldest") left = 0;
        continue;
      }
      const quantity = Math.min(left, maker.quantity);
      left -= quantity;
      maker.quantity -= quantity;
      const gone = maker.quantity === 0;
      events.push({ kind: "trade", maker: maker.id, price: maker.price, quantity, gone });
      if (gone) this.#remove(maker.id);
    }
    if (left === 0) return { outcome: "gone", events };
    this.#orders.push({ ...order, quantity: left, arrival: this.#arrivals++ });
    return { outcome: "rests", events };
  }

  cancel(id: number): boolean {
    const rested = this.#orders.some((order) => order.id === id);
    this.#remove(id);
    return rested;
  }

  #remove(id: number): void {
    this.#orders = this.#orders.filter((order) => order.id !== id);
  }
}

const meets = (taker: { side: number; price: number }, maker: NaiveResting): boolean =>
  taker.side === 0 ? maker.price <= taker.price : maker.price >= taker.price;
