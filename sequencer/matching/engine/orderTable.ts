import type { LevelPool } from "./levelPool.ts";
import { CapacityError, MAX_RESTING, NONE, NOWHERE } from "./units.ts";

/** Words of an order after its key, in `OrderTable.words`: 16 bytes in all, a quarter of a cache line. */
export const PREVIOUS = 1;
export const NEXT = 2;
/** NONE where no order lies. */
export const LEVEL = 3;

const START_BITS = 10;
const START_PLACES = 2 ** START_BITS;
/** Places behind the last home, for the orders that find theirs taken. */
const SPARE_PLACES = 64;
/** A table is full when it has five orders on eight homes. */
const ORDERS_OF_FULL = 5 / 8;
/** Homes that an added order divides while the table grows: it has grown long before it is full again. */
const HOMES_A_STEP = 16;

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
 * The table grows by degrees, so that no message waits for a million orders to move. A key's home is given by the upper
 * bits of its hash. A full table divides its homes one by one, from the last to the first: the orders of home h go to the
 * homes 2h and 2h + 1, as one more bit of the hash says. Probing never begins anew at 0, and the last place is always empty.
 *
 * Hazards: a place names its order only until another order is removed or added, because orders move up into holes and
 * the table grows. All arrays are replaced when it grows.
 */
export class OrderTable {
  /** Word `w` of the order at `place` is at `(place << 2) | w`. */
  words = new Int32Array(4 * (START_PLACES + SPARE_PLACES));
  /** What is left of each order. */
  quantities = new Float64Array(START_PLACES + SPARE_PLACES);
  /** Empty unless they are kept. */
  tags: Int32Array;
  owners: Uint32Array;
  readonly keepsTags: boolean;
  readonly keepsOwners: boolean;
  readonly #levels: LevelPool;
  /** Homes before they are divided. */
  #homes = START_PLACES;
  #shift = 32 - START_BITS;
  /** Homes from this one on have been divided; none when it equals #homes. */
  #divided = START_PLACES;
  /** How many orders there may be before an order added has homes to divide; 0 while there are some left. */
  #limit = ORDERS_OF_FULL * START_PLACES;
  #size = 0;

  constructor(levels: LevelPool, options: OrderTableOptions) {
    this.#levels = levels;
    this.keepsTags = options.keepsTags;
    this.keepsOwners = options.keepsOwners;
    this.tags = new Int32Array(this.keepsTags ? this.capacity : 0);
    this.owners = new Uint32Array(this.keepsOwners ? this.capacity : 0);
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
    return this.words[this.#home(key) << 2] as number;
  }

  /** The first place of a key, or NOWHERE. */
  find(key: number): number {
    return this.#probe(key, this.#home(key));
  }

  /** The next place of the same key, or NOWHERE. */
  after(place: number, key: number): number {
    return this.#probe(key, place + 1);
  }

  /** What the order's trades are to call it. */
  tagOf(place: number): number {
    return (this.keepsTags ? this.tags[place] : this.words[place << 2]) as number;
  }

  /** Puts an order at the end of a level's queue; returns its place. Quantity, tag and owner are the caller's to set. */
  add(key: number, level: number): number {
    if (this.#size >= this.#limit) this.#grow();
    this.#size++;
    const place = this.#vacancy(key);
    const { words } = this;
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
    let hole = place;
    for (let at = place + 1; words[(at << 2) | LEVEL] !== NONE; at++) {
      if (this.#home(words[at << 2] as number) > hole) continue;
      this.#move(at, hole);
      hole = at;
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

  #home(key: number): number {
    const bits = hash(key);
    const home = (bits >>> this.#shift) | 0;
    return home < this.#divided ? home : (bits >>> (this.#shift - 1)) | 0;
  }

  #probe(key: number, from: number): number {
    const { words } = this;
    let place = from;
    while (words[(place << 2) | LEVEL] !== NONE) {
      if (words[place << 2] === key) return place;
      place++;
    }
    return NOWHERE;
  }

  #vacancy(key: number): number {
    const { words } = this;
    let place = this.#home(key);
    while (words[(place << 2) | LEVEL] !== NONE) place++;
    if (place === this.capacity - 1) this.#reserve(this.capacity + (this.capacity >> 2));
    return place;
  }

  /** Goes on growing, or begins to. */
  #grow(): void {
    if (this.#divided === this.#homes) {
      if (this.#size >= MAX_RESTING)
        throw new CapacityError("resting orders", this.#size, MAX_RESTING);
      this.#reserve(2 * this.#homes + SPARE_PLACES);
      this.#limit = 0;
    }
    for (let n = 0; n < HOMES_A_STEP; n++) this.#divide();
    if (this.#divided > 0) return;
    this.#shift--;
    this.#homes *= 2;
    this.#divided = this.#homes;
    this.#limit = ORDERS_OF_FULL * this.#homes;
  }

  /**
   * Divides the next home. Its orders lie in the run of orders that begins there. They leave from the last to the first, so
   * that those which move up into their places have been looked at.
   */
  #divide(): void {
    const home = --this.#divided;
    let at = home;
    while (this.words[(at << 2) | LEVEL] !== NONE) at++;
    while (--at >= home) {
      const key = this.words[at << 2] as number;
      if (this.#home(key) <= at) continue;
      this.#move(at, this.#vacancy(key));
      this.#close(at);
    }
  }

  /** Makes room for so many places. Memory that was never written to costs nothing yet. */
  #reserve(places: number): void {
    if (places <= this.capacity) return;
    const { words, quantities, tags, owners } = this;
    this.words = new Int32Array(4 * places);
    this.words.set(words);
    this.quantities = new Float64Array(places);
    this.quantities.set(quantities);
    if (this.keepsTags) {
      this.tags = new Int32Array(places);
      this.tags.set(tags);
    }
    if (this.keepsOwners) {
      this.owners = new Uint32Array(places);
      this.owners.set(owners);
    }
  }
}

/** Spreads dense keys evenly; the upper bits count. */
const hash = (key: number): number => Math.imul(key, 0x9e37_79b1);
