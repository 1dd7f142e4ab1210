import type { MatchingEngine } from "./engine.ts";
import type { Resting } from "./orderBook.ts";
import { NEXT } from "./orderTable.ts";
import { NOWHERE, priceOfKey, type Side } from "./units.ts";

/** The orders of a side by their tags, best price first, then the earliest. The book must not change meanwhile. */
export function* walk(engine: MatchingEngine, side: Side): Generator<Resting<number>> {
  const { ladder, orders } = engine;
  const { levels } = ladder;
  const heap = ladder.heap(side);
  const byRank = Array.from({ length: heap.size }, (_, at) => heap.at(at)).sort(
    (a, b) => levels.key(a) - levels.key(b),
  );
  for (const level of byRank) {
    const price = priceOfKey(levels.key(level));
    let place = levels.head(level);
    while (place !== NOWHERE) {
      const owner = orders.keepsOwners ? (orders.owners[place] as number) : 0;
      const quantity = orders.quantities[place] as number;
      yield { id: orders.tagOf(place), price, quantity, owner };
      place = orders.words[(place << 2) | NEXT] as number;
    }
  }
}
