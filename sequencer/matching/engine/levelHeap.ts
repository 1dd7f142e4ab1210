import type { LevelPool } from "./levelPool.ts";

/**
 * The levels of one side with the best at the top: a heap of four children a node. Levels are only added and taken from the
 * top; one that falls empty in the middle stays until it comes to the top, is filled again, or is swept out with the others.
 */
export class LevelHeap {
  readonly #pool: LevelPool;
  #keys = new Float64Array(64);
  #levels = new Int32Array(64);
  #size = 0;
  /** Levels in the heap that are empty; kept by the heap's owner. */
  stale = 0;

  constructor(pool: LevelPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#size;
  }

  /** The level with the smallest key, or 0 if there is none. */
  top(): number {
    return this.#size === 0 ? 0 : (this.#levels[0] as number);
  }

  /** The level at a place, in no useful order. */
  at(place: number): number {
    return this.#levels[place] as number;
  }

  push(level: number): void {
    if (this.#size === this.#levels.length) this.#grow();
    const keys = this.#keys;
    const levels = this.#levels;
    const key = this.#pool.key(level);
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if ((keys[parent] as number) <= key) break;
      keys[at] = keys[parent] as number;
      levels[at] = levels[parent] as number;
      at = parent;
    }
    keys[at] = key;
    levels[at] = level;
  }

  pop(): void {
    const last = --this.#size;
    this.#sink(0, last, this.#levels[last] as number);
  }

  /** Leaves only the levels for which `keep` holds. */
  filter(keep: (level: number) => boolean): void {
    const keys = this.#keys;
    const levels = this.#levels;
    let kept = 0;
    for (let at = 0; at < this.#size; at++) {
      const level = levels[at] as number;
      if (!keep(level)) continue;
      keys[kept] = keys[at] as number;
      levels[kept++] = level;
    }
    this.#size = kept;
    for (let at = (kept - 2) >> 2; at >= 0; at--) this.#sink(at, kept, levels[at] as number);
  }

  /** Puts a level at `from` or below, where its key belongs, in a heap of `size`. */
  #sink(from: number, size: number, level: number): void {
    const keys = this.#keys;
    const levels = this.#levels;
    const key = this.#pool.key(level);
    let at = from;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let child = first;
      for (let other = first + 1; other < end; other++)
        if ((keys[other] as number) < (keys[child] as number)) child = other;
      if ((keys[child] as number) >= key) break;
      keys[at] = keys[child] as number;
      levels[at] = levels[child] as number;
      at = child;
    }
    keys[at] = key;
    levels[at] = level;
  }

  #grow(): void {
    const keys = this.#keys;
    const levels = this.#levels;
    this.#keys = new Float64Array(2 * keys.length);
    this.#keys.set(keys);
    this.#levels = new Int32Array(2 * levels.length);
    this.#levels.set(levels);
  }
}
