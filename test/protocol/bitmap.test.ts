import { describe, expect, test } from "vitest";
import { addKey, firstKey, isEmpty, keyFrom, removeKey } from "#protocol/bitmap";
import { ERA_SLOTS, SIDE, TICK_LIMIT } from "#protocol/constants";
import { eraOf, firstDue, nextEra, scheduleExpiry, unscheduleExpiry } from "#protocol/expiry";
import { sideBitmap } from "#protocol/layout";
import { readExpiryCount } from "#protocol/leaves";
import { State } from "#protocol/state";
import { Random, SEED } from "../reference/random.ts";

const root = sideBitmap(0, SIDE.buy);
const EDGES = [0, 1, 31, 32, 255, 256, 65_535, 65_536, TICK_LIMIT - 2, TICK_LIMIT - 1];

describe("bitmap", () => {
  test(`agrees with a sorted set through adds and removals (seed ${SEED})`, () => {
    const random = new Random(SEED, 1);
    const state = new State();
    const keys = new Set<number>();
    const someKey = (): number =>
      random.below(2) === 0 ? (EDGES[random.below(EDGES.length)] ?? 0) : random.below(TICK_LIMIT);
    for (let n = 0; n < 3_000; n++) {
      const key =
        random.below(3) === 0 ? ([...keys][random.below(keys.size)] ?? someKey()) : someKey();
      if (keys.has(key)) {
        removeKey(state, root, key);
        keys.delete(key);
      } else {
        addKey(state, root, key);
        keys.add(key);
      }
      const from = someKey();
      const above = [...keys].filter((k) => k >= from).sort((a, b) => a - b)[0];
      expect(keyFrom(state, root, from)).toBe(above);
      expect(firstKey(state, root)).toBe([...keys].sort((a, b) => a - b)[0]);
      expect(isEmpty(state, root)).toBe(keys.size === 0);
    }
  });

  test("an emptied bitmap leaves nothing behind", () => {
    const state = new State();
    const before = state.root();
    for (const key of EDGES) addKey(state, root, key);
    for (const key of EDGES) removeKey(state, root, key);
    expect(state.root()).toEqual(before);
  });
});

describe("expiry tables", () => {
  test("counts a slot's orders and forgets it with the last", () => {
    const state = new State();
    const before = state.root();
    scheduleExpiry(state, 9);
    scheduleExpiry(state, 9);
    scheduleExpiry(state, 0);
    expect(readExpiryCount(state, 9)).toBe(2);
    expect(firstDue(state, 0, 8)).toBeUndefined();
    expect(firstDue(state, 0, 9)).toBe(9);
    unscheduleExpiry(state, 9);
    unscheduleExpiry(state, 0);
    expect(firstDue(state, 0, 9)).toBe(9);
    unscheduleExpiry(state, 9);
    expect(firstDue(state, 0, ERA_SLOTS - 1)).toBeUndefined();
    expect(state.root()).toEqual(before);
  });

  test("two eras lie beside each other, and the next one follows or is jumped", () => {
    const state = new State();
    const late = 3 * ERA_SLOTS - 1;
    const next = 3 * ERA_SLOTS;
    scheduleExpiry(state, late);
    scheduleExpiry(state, next);
    expect(eraOf(late)).toBe(2);
    expect(eraOf(next)).toBe(3);
    expect(firstDue(state, 2, next)).toBe(late);
    unscheduleExpiry(state, late);
    expect(firstDue(state, 2, next)).toBeUndefined();
    expect(nextEra(state, 2, 9 * ERA_SLOTS)).toBe(3);
    expect(firstDue(state, 3, next)).toBe(next);
    unscheduleExpiry(state, next);
    expect(nextEra(state, 3, 9 * ERA_SLOTS)).toBe(9);
  });
});
