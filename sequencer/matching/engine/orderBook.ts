import type { Outcome } from "./outcomes.ts";
import type { Side } from "./units.ts";

/** An order in the book. */
export interface Resting<Id> {
  readonly id: Id;
  readonly price: number;
  readonly quantity: number;
  /** 0 unless owners are kept. */
  readonly owner: number;
}

/** What every continuous book does, whatever it is made of. Prices and quantities are whole units. */
export interface OrderBook<Id> {
  /** Orders resting. */
  readonly size: number;
  /** Matches an order and lets the rest of it rest. A refusal changes nothing. */
  place(id: Id, side: Side, price: number, quantity: number, owner?: number): Outcome;
  /** Takes out a resting order. */
  cancel(id: Id): Outcome;
  /** The best price of a side, or −1. */
  best(side: Side): number;
  /** The orders of a side, best price first, then the earliest. The book must not change meanwhile. */
  walk(side: Side): Iterable<Resting<Id>>;
}
