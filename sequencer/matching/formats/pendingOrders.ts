import type { Side } from "../engine/units.ts";

/** An order that waits for its turn. */
export interface PendingOrder {
  readonly line: number;
  readonly timestamp: number;
  /** UTF-8. */
  readonly id: Uint8Array;
  readonly user: string;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
}

/**
 * By timestamp, then by id bytewise. Orders that have both in common are compared by everything that a trade can show, so
 * that their turn does not depend on which was heard first; the line is not part of it.
 */
export function compareOrders(a: PendingOrder, b: PendingOrder): number {
  return (
    a.timestamp - b.timestamp ||
    Buffer.compare(a.id, b.id) ||
    a.side - b.side ||
    a.price - b.price ||
    a.quantity - b.quantity ||
    (a.user < b.user ? -1 : Number(a.user > b.user))
  );
}

/** Orders by their turn: a binary heap. */
export class PendingOrders {
  readonly #heap: PendingOrder[] = [];

  get first(): PendingOrder | undefined {
    return this.#heap[0];
  }

  add(order: PendingOrder): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(order);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as PendingOrder;
      if (compareOrders(parent, order) <= 0) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = order;
  }

  /** Takes out the first order. */
  shift(): PendingOrder | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an order into the heap in place of the first. */
  #sink(order: PendingOrder): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      const right = heap[down + 1];
      if (right !== undefined && compareOrders(right, heap[down] as PendingOrder) < 0) down++;
      const child = heap[down] as PendingOrder;
      if (compareOrders(order, child) <= 0) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = order;
  }
}
