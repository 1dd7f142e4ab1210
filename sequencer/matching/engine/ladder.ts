import { LevelHeap } from "./levelHeap.ts";
import { LevelIndex } from "./levelIndex.ts";
import { LevelPool } from "./levelPool.ts";
import { NONE, NOWHERE, type Side, sideOfKey } from "./units.ts";

/** Empty levels of a side that are always borne. */
const STALE_BORNE = 64;

/**
 * Both sides' price levels. Invariants: every level in the index is in its side's heap and the other way round; a heap's
 * `stale` counts its empty levels; these are at most STALE_BORNE or half of the heap.
 */
export class Ladder {
  readonly levels = new LevelPool();
  /** The key that `open` is to look for, handed over here to keep it off the heap. */
  readonly wanted = new Float64Array(1);
  readonly #index = new LevelIndex(this.levels);
  readonly #heaps = [new LevelHeap(this.levels), new LevelHeap(this.levels)] as const;

  /** The best level of a side that holds an order, or NONE. */
  best(side: Side): number {
    const heap = this.heap(side);
    let level = heap.top();
    while (level !== NONE && this.levels.head(level) === NOWHERE) {
      heap.pop();
      heap.stale--;
      this.#index.remove(level);
      this.levels.give(level);
      level = heap.top();
    }
    return level;
  }

  /** The level of the wanted key, for an order of that side which is about to join it: made if there is none. */
  open(side: Side): number {
    const key = this.wanted[0] as number;
    const known = this.#index.find(key);
    if (known !== NONE) {
      if (this.levels.head(known) === NOWHERE) this.heap(side).stale--;
      return known;
    }
    const level = this.levels.take(key);
    this.#index.add(level);
    this.heap(side).push(level);
    return level;
  }

  /** Takes note that the last order of a level is gone. */
  emptied(level: number): void {
    const heap = this.heap(sideOfKey(this.levels.key(level)));
    heap.stale++;
    if (heap.stale > STALE_BORNE && 2 * heap.stale > heap.size) this.#sweep(heap);
  }

  /** Levels of a side with and without orders, in no useful order. */
  heap(side: Side): LevelHeap {
    return this.#heaps[side];
  }

  /** The level of a key, or NONE; it may be empty. */
  find(key: number): number {
    return this.#index.find(key);
  }

  /** Each sweep is paid for by the levels that fell empty before it. */
  #sweep(heap: LevelHeap): void {
    heap.filter((level) => {
      if (this.levels.head(level) !== NOWHERE) return true;
      this.#index.remove(level);
      this.levels.give(level);
      return false;
    });
    heap.stale = 0;
  }
}
