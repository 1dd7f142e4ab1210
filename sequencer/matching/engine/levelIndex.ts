import type { LevelPool } from "./levelPool.ts";
import { NONE } from "./units.ts";

const START_BITS = 9;

/**
 * Finds the level of a key: an open-addressed table of level numbers with linear probing. It costs four bytes a place
 * however far apart the prices lie; multiplicative hashing spreads dense prices and round ones alike.
 */
export class LevelIndex {
  readonly #levels: LevelPool;
  #table = new Int32Array(2 ** START_BITS);
  #shift = 32 - START_BITS;
  #size = 0;

  constructor(levels: LevelPool) {
    this.#levels = levels;
  }

  /** The level, or NONE. */
  find(key: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    let at = (hash(key) >>> this.#shift) | 0;
    let level = table[at] as number;
    while (level !== NONE && this.#levels.key(level) !== key) {
      at = (at + 1) & mask;
      level = table[at] as number;
    }
    return level;
  }

  /** Adds a level whose key is not there yet. */
  add(level: number): void {
    if (2 * this.#size >= this.#table.length) this.#grow();
    this.#size++;
    this.#insert(level);
  }

  /** Removes a level that is there. Those that follow move up, so that no tombstones stay behind. */
  remove(level: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let hole = (hash(this.#levels.key(level)) >>> this.#shift) | 0;
    while (table[hole] !== level) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; table[at] !== NONE; at = (at + 1) & mask) {
      const moved = table[at] as number;
      const home = (hash(this.#levels.key(moved)) >>> this.#shift) | 0;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      table[hole] = moved;
      hole = at;
    }
    table[hole] = NONE;
    this.#size--;
  }

  #insert(level: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let at = (hash(this.#levels.key(level)) >>> this.#shift) | 0;
    while (table[at] !== NONE) at = (at + 1) & mask;
    table[at] = level;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#shift--;
    for (const level of old) if (level !== NONE) this.#insert(level);
  }
}

/** 32 bits of an integer of −2^53 … 2^53, the upper ones well mixed. */
function hash(key: number): number {
  const high = Math.floor(key * 2 ** -32) | 0;
  return Math.imul((key | 0) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
}
