import type { MatchingEngine } from "./engine.ts";
import { LEVEL, NEXT, PREVIOUS } from "./orderTable.ts";
import { BUY, NONE, NOWHERE, priceOfKey, SELL, type Side, sideOfKey } from "./units.ts";

/** What is wrong with a book's storage; nothing, if the engine is right. Looks at every order. */
export function breaches(engine: MatchingEngine): string[] {
  const found: string[] = [];
  const buys = countSide(engine, BUY, found);
  const sells = countSide(engine, SELL, found);
  const { words, size, capacity } = engine.orders;
  let stored = 0;
  for (let place = 0; place < capacity; place++) if (words[(place << 2) | LEVEL] !== NONE) stored++;
  if (stored !== size) found.push(`${stored} orders are stored, ${size} counted`);
  if (buys + sells !== size) found.push(`${buys + sells} orders are queued, ${size} counted`);
  const bid = engine.best(BUY);
  const ask = engine.best(SELL);
  if (bid >= 0 && ask >= 0 && bid >= ask) found.push(`crossed: bid ${bid}, ask ${ask}`);
  return found;
}

/** Goes through a side's levels; returns the number of orders in their queues. */
function countSide(engine: MatchingEngine, side: Side, found: string[]): number {
  const { ladder } = engine;
  const heap = ladder.heap(side);
  let orders = 0;
  let stale = 0;
  for (let at = 0; at < heap.size; at++) {
    const level = heap.at(at);
    const key = ladder.levels.key(level);
    const name = `level ${priceOfKey(key)} of side ${side}`;
    if (sideOfKey(key) !== side) found.push(`${name} is on the wrong side`);
    if (ladder.find(key) !== level) found.push(`${name} is not in the index`);
    if (at > 0 && ladder.levels.key(heap.at((at - 1) >> 2)) > key)
      found.push(`${name} is better than its parent`);
    const length = countQueue(engine, level, name, found);
    if (length === 0) stale++;
    orders += length;
  }
  if (stale !== heap.stale) found.push(`${stale} levels are empty, ${heap.stale} counted`);
  return orders;
}

/** Follows a level's queue from first to last; returns its length. */
function countQueue(engine: MatchingEngine, level: number, name: string, found: string[]): number {
  const { orders, ladder } = engine;
  const { words, quantities } = orders;
  let length = 0;
  let previous: number = NOWHERE;
  let place = ladder.levels.head(level);
  while (place !== NOWHERE && length <= orders.size) {
    if (words[(place << 2) | LEVEL] !== level) found.push(`${name} has another's order`);
    if (words[(place << 2) | PREVIOUS] !== previous) found.push(`${name} has a wrong link back`);
    if (!((quantities[place] as number) > 0)) found.push(`${name} has an empty order`);
    if (!canBeFound(engine, place)) found.push(`${name} has an order that is not found`);
    previous = place;
    place = words[(place << 2) | NEXT] as number;
    length++;
  }
  if (ladder.levels.tail(level) !== previous) found.push(`${name} ends elsewhere`);
  return length;
}

function canBeFound({ orders }: MatchingEngine, place: number): boolean {
  const key = orders.words[place << 2] as number;
  let at = orders.find(key);
  while (at !== NOWHERE && at !== place) at = orders.after(at, key);
  return at === place;
}
