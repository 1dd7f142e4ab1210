import { NONE, NOWHERE } from "./units.ts";

const START = 256;

/**
 * Price levels by number, from 1: the first and the last order of the queue, and the price's key. 16 bytes each, two
 * words and a number in one buffer. An empty level is one without a first order.
 */
export class LevelPool {
  #words: Int32Array;
  #numbers: Float64Array;
  #free: number = NONE;
  #used = 1;

  constructor() {
    const buffer = new ArrayBuffer(16 * START);
    this.#words = new Int32Array(buffer);
    this.#numbers = new Float64Array(buffer);
  }

  head(level: number): number {
    return this.#words[level << 2] as number;
  }

  tail(level: number): number {
    return this.#words[(level << 2) | 1] as number;
  }

  key(level: number): number {
    return this.#numbers[(level << 1) | 1] as number;
  }

  setHead(level: number, slot: number): void {
    this.#words[level << 2] = slot;
  }

  setTail(level: number, slot: number): void {
    this.#words[(level << 2) | 1] = slot;
  }

  /** A new, empty level. */
  take(key: number): number {
    let level = this.#free;
    if (level !== NONE) {
      this.#free = this.tail(level);
    } else {
      if (2 * this.#used === this.#numbers.length) this.#grow();
      level = this.#used++;
    }
    this.#words[level << 2] = NOWHERE;
    this.#words[(level << 2) | 1] = NOWHERE;
    this.#numbers[(level << 1) | 1] = key;
    return level;
  }

  /** Takes back an empty level. */
  give(level: number): void {
    this.#words[(level << 2) | 1] = this.#free;
    this.#free = level;
  }

  #grow(): void {
    const old = this.#words;
    const buffer = new ArrayBuffer(2 * old.byteLength);
    this.#words = new Int32Array(buffer);
    this.#numbers = new Float64Array(buffer);
    this.#words.set(old);
  }
}
