import type { NaiveSide } from "./operations.ts";

/** A market's orders in plain maps, kept as PROTOCOL.md §3 tells it. */

export interface NaiveOrder {
  readonly market: number;
  readonly side: NaiveSide;
  readonly tick: number;
  readonly position: bigint;
  readonly account: number;
  /** Lots left. */
  lots: bigint;
  /** Slot it was placed in. */
  readonly slot: number;
  /** 0: never. */
  readonly expiry: number;
}

export interface NaiveLevel {
  readonly side: NaiveSide;
  readonly tick: number;
  head: bigint;
  tail: bigint;
  readonly live: Map<bigint, NaiveOrder>;
}

const RING = 65_536n;

export class NaiveBook {
  readonly market: number;
  readonly #levels = new Map<string, NaiveLevel>();

  constructor(market: number) {
    this.market = market;
  }

  level(side: NaiveSide, tick: number): NaiveLevel {
    const name = `${side} ${tick}`;
    const known = this.#levels.get(name);
    if (known !== undefined) return known;
    const level = { side, tick, head: 0n, tail: 0n, live: new Map<bigint, NaiveOrder>() };
    this.#levels.set(name, level);
    return level;
  }

  /** Levels that ever held an order. */
  levels(): NaiveLevel[] {
    return [...this.#levels.values()];
  }

  hasRoom(side: NaiveSide, tick: number): boolean {
    const { head, tail } = this.level(side, tick);
    return tail - head < RING;
  }

  place(
    side: NaiveSide,
    tick: number,
    order: { account: number; lots: bigint; slot: number; expiry: number },
  ): NaiveOrder {
    const level = this.level(side, tick);
    const placed = { market: this.market, side, tick, position: level.tail, ...order };
    level.live.set(placed.position, placed);
    level.tail += 1n;
    return placed;
  }

  find(side: NaiveSide, tick: number, position: bigint): NaiveOrder | undefined {
    return this.level(side, tick).live.get(position);
  }

  /** Takes out a cancelled or expired order. */
  remove(order: NaiveOrder): void {
    const level = this.level(order.side, order.tick);
    level.live.delete(order.position);
    if (level.live.size === 0) level.head = level.tail;
  }

  /**
   * Fills `lots` of an order that nothing alive stands before. All places before it were passed to reach it; its own
   * is passed if nothing is left of it.
   */
  fill(order: NaiveOrder, lots: bigint): void {
    const level = this.level(order.side, order.tick);
    order.lots -= lots;
    level.head = order.position;
    if (order.lots > 0n) return;
    level.head += 1n;
    this.remove(order);
  }

  /** Live orders of a side: better ticks first, then rising positions. */
  inPriority(side: NaiveSide): NaiveOrder[] {
    const sign = side === "buy" ? -1 : 1;
    return this.orders()
      .filter((order) => order.side === side)
      .sort((a, b) => sign * (a.tick - b.tick) || Number(a.position - b.position));
  }

  orders(): NaiveOrder[] {
    return this.levels().flatMap((level) => [...level.live.values()]);
  }
}
