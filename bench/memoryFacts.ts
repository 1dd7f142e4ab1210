import type { Facts, SealFact } from "#protocol/facts";

/** Facts kept in memory: what a bench hands to the trace in place of L1. */
export class MemoryFacts implements Facts {
  readonly #seals = new Map<number, SealFact>();
  readonly #successors = new Map<number, SealFact>();

  seal(fact: SealFact): void {
    this.#seals.set(fact.slot, fact);
    this.#successors.set(fact.prev, fact);
  }

  sealAfter(slot: number): SealFact | undefined {
    return this.#successors.get(slot);
  }

  sealOf(slot: number): SealFact | undefined {
    return this.#seals.get(slot);
  }

  inboxWord(): undefined {
    return undefined;
  }
}
