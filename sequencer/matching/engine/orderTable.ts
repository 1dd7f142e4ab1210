import type { LevelPool } from "./levelPool.ts";
import { CapacityError, MAX_RESTING, NONE, NOWHERE } from "./units.ts";

/** Words of an order after its key, in `OrderTable.words`: 16 bytes in all, a quarter of a cache line. */
export const PREVIOUS = 1;
export const NEXT = 2;
/** NONE where no order lies. */
export const LEVEL = 3;

const START_BITS = 10;

export interface OrderTableOptions {
  readonly keepsTags: boolean;
  readonly keepsOwners: boolean;
}

/**
 * Resting orders, found by a 32-bit key. The table is open-addressed with linear probing, and an order's links to its
 * neighbours in its level's queue lie in the same 16 bytes as its key: to find and unlink an order costs one access to
 * cold memory, where a map to a pool of orders costs two, one after the other. Keys may repeat; `find` gives the first
 * place and `after` those behind it.
 *
 * Hazards: a place names its order only until another order is removed or added, because orders move up into holes and
 * the table grows. All arrays are replaced when it grows.
 */
export class OrderTable {
  /** Word `w` of the order at `place` is at `(place << 2) | w`. */
  words = new Int32Array(4 << START_BITS);
  /** What is left of each order. */
  quantities = new Float64Array(1 << START_BITS);
  /** Empty unless they are kept. */
  tags: Int32Array;
  owners: Uint32Array;
  readonly keepsTags: boolean;
  readonly keepsOwners: boolean;
  readonly #levels: LevelPool;
  #shift = 32 - START_BITS;
  #size = 0;

  constructor(levels: LevelPool, options: OrderTableOptions) {
    this.#levels = levels;
    this.keepsTags = options.keepsTags;
    this.keepsOwners = options.keepsOwners;
    this.tags = new Int32Array(this.keepsTags ? 1 << START_BITS : 0);
    this.owners = new Uint32Array(this.keepsOwners ? 1 << START_BITS : 0);
  }

  /** Orders resting. */
  get size(): number {
    return this.#size;
  }

  /** Places, those without an order included. */
  get capacity(): number {
    return this.quantities.length;
  }

  /** Reads the memory where a key's order would lie, and returns what stands there: of no use but to be there sooner. */
  peek(key: number): number {
    return this.words[(hash(key) >>> this.#shift) << 2] as number;
  }

  /** The first place of a key, or NOWHERE. */
  find(key: number): number {
    return this.#probe(key, (hash(key) >>> this.#shift) | 0);
  }

  /** The next place of the same key, or NOWHERE. */
  after(place: number, key: number): number {
    return this.#probe(key, (place + 1) & (this.quantities.length - 1));
  }

  /** What the order's trades are to call it. */
  tagOf(place: number): number {
    return (this.keepsTags ? this.tags[place] : this.words[place << 2]) as number;
  }

  /** Puts an order at the end of a level's queue; returns its place. Quantity, tag and owner are the caller's to set. */
  add(key: number, level: number): number {
    if (8 * this.#size >= 5 * this.quantities.length) this.#grow();
    this.#size++;
    const { words } = this;
    const place = this.#vacancy(key);
    const at = place << 2;
    const tail = this.#levels.tail(level);
    words[at] = key;
    words[at | PREVIOUS] = tail;
    words[at | NEXT] = NOWHERE;
    words[at | LEVEL] = level;
    this.#levels.setTail(level, place);
    if (tail === NOWHERE) this.#levels.setHead(level, place);
    else words[(tail << 2) | NEXT] = place;
    return place;
  }

  /** Takes an order out of its queue and of the table. Returns its level, which may be empty now. */
  remove(place: number): number {
    const { words } = this;
    const at = place << 2;
    const level = words[at | LEVEL] as number;
    this.#join(level, words[at | PREVIOUS] as number, words[at | NEXT] as number);
    this.#close(place);
    this.#size--;
    return level;
  }

  /** Makes two places, or the ends of the queue, neighbours. */
  #join(level: number, previous: number, next: number): void {
    const { words } = this;
    if (previous === NOWHERE) this.#levels.setHead(level, next);
    else words[(previous << 2) | NEXT] = next;
    if (next === NOWHERE) this.#levels.setTail(level, previous);
    else words[(next << 2) | PREVIOUS] = previous;
  }

  /** Empties a place. Orders that follow move up where they can, so that no tombstones stay behind. */
  #close(place: number): void {
    const { words } = this;
    const mask = this.quantities.length - 1;
    let hole = place;
    let at = (hole + 1) & mask;
    while (words[(at << 2) | LEVEL] !== NONE) {
      const home = (hash(words[at << 2] as number) >>> this.#shift) | 0;
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        this.#move(at, hole);
        hole = at;
      }
      at = (at + 1) & mask;
    }
    words[(hole << 2) | LEVEL] = NONE;
  }

  #move(from: number, to: number): void {
    const { words } = this;
    const previous = words[(from << 2) | PREVIOUS] as number;
    const next = words[(from << 2) | NEXT] as number;
    const level = words[(from << 2) | LEVEL] as number;
    words[to << 2] = words[from << 2] as number;
    words[(to << 2) | PREVIOUS] = previous;
    words[(to << 2) | NEXT] = next;
    words[(to << 2) | LEVEL] = level;
    this.quantities[to] = this.quantities[from] as number;
    if (this.keepsTags) this.tags[to] = this.tags[from] as number;
    if (this.keepsOwners) this.owners[to] = this.owners[from] as number;
    this.#join(level, previous, to);
    this.#join(level, to, next);
  }

  #probe(key: number, from: number): number {
    const { words } = this;
    const mask = this.quantities.length - 1;
    let place = from;
    while (words[(place << 2) | LEVEL] !== NONE) {
      if (words[place << 2] === key) return place;
      place = (place + 1) & mask;
    }
    return NOWHERE;
  }

  #vacancy(key: number): number {
    const { words } = this;
    const mask = this.quantities.length - 1;
    let place = (hash(key) >>> this.#shift) | 0;
    while (words[(place << 2) | LEVEL] !== NONE) place = (place + 1) & mask;
    return place;
  }

  /** Moves all orders to a table of twice the size. Both are gone through in order, for the hash keeps their order. */
  #grow(): void {
    const { words: old, quantities, tags, owners } = this;
    const places = quantities.length;
    if (this.#size >= MAX_RESTING)
      throw new CapacityError("resting orders", this.#size, MAX_RESTING);
    this.words = new Int32Array(2 * old.length);
    this.quantities = new Float64Array(2 * places);
    if (this.keepsTags) this.tags = new Int32Array(2 * places);
    if (this.keepsOwners) this.owners = new Uint32Array(2 * places);
    this.#shift--;
    const moved = new Int32Array(places);
    for (let from = 0; from < places; from++) {
      if (old[(from << 2) | LEVEL] === NONE) continue;
      const to = this.#vacancy(old[from << 2] as number);
      moved[from] = to;
      for (let word = 0; word < 4; word++)
        this.words[(to << 2) | word] = old[(from << 2) | word] as number;
      this.quantities[to] = quantities[from] as number;
      if (this.keepsTags) this.tags[to] = tags[from] as number;
      if (this.keepsOwners) this.owners[to] = owners[from] as number;
    }
    this.#relink(moved);
  }

  #relink(moved: Int32Array): void {
    const { words } = this;
    for (let at = 0; at < words.length; at += 4) {
      const level = words[at | LEVEL] as number;
      if (level === NONE) continue;
      const previous = words[at | PREVIOUS] as number;
      const next = words[at | NEXT] as number;
      if (previous === NOWHERE) this.#levels.setHead(level, at >> 2);
      else words[at | PREVIOUS] = moved[previous] as number;
      if (next === NOWHERE) this.#levels.setTail(level, at >> 2);
      else words[at | NEXT] = moved[next] as number;
    }
  }
}

/** Spreads dense keys evenly; the upper bits count. */
const hash = (key: number): number => Math.imul(key, 0x9e37_79b1);
