import { describe, expect, test } from "vitest";
import { breaches } from "../../../../sequencer/matching/engine/invariants.ts";
import { NumberedMarket } from "../../../../sequencer/matching/engine/numberedMarket.ts";
import { CANCELLED, RESTS } from "../../../../sequencer/matching/engine/outcomes.ts";
import { BUY } from "../../../../sequencer/matching/engine/units.ts";
import { Random, SEED, scaled } from "../../../reference/random.ts";

/** The table multiplies keys by a number; this one takes that back, so that a test may choose the hash. */
const keyOfHash = (hash: number): number => Math.imul(hash, 0x0e8b_2f51);

const PATTERNS: readonly { readonly name: string; readonly idOf: (n: number) => number }[] = [
  { name: "dense ids", idOf: (n) => n },
  { name: "round ids", idOf: (n) => Math.imul(n, 65_536) + (n >>> 16) },
  { name: "homes spread evenly", idOf: (n) => Math.imul(n, 0x9e37_79b1) },
  { name: "homes at the beginning", idOf: (n) => keyOfHash(n) },
  { name: "homes at the end", idOf: (n) => keyOfHash(-1 - n) },
  { name: "homes at either end", idOf: (n) => keyOfHash(n % 2 === 0 ? n : -n) },
];

describe(`the table while it grows (WALRAS_SEED=${SEED})`, () => {
  test.each(PATTERNS)("$name", ({ idOf }) => {
    for (let n = 0; n < scaled(2); n++) {
      const random = new Random(SEED, n);
      const market = new NumberedMarket();
      const resting: number[] = [];
      const most = 3_000;
      const cancels = random.pick([0, 20, 45]);
      for (let next = 0; resting.length < most; ) {
        if (resting.length > 0 && random.chance(cancels)) {
          const at = random.below(resting.length);
          const id = resting[at] as number;
          resting[at] = resting.at(-1) as number;
          resting.pop();
          expect(market.cancel(id)).toBe(CANCELLED);
        } else {
          const id = idOf(next++);
          resting.push(id);
          expect(market.place(id, BUY, random.below(40), 1)).toBe(RESTS);
        }
        if (next % 499 === 0) expect(breaches(market.engine)).toEqual([]);
      }
      expect(breaches(market.engine)).toEqual([]);
      const found = [...market.walk(BUY)].map(({ id }) => id);
      expect(found.sort((a, b) => a - b)).toEqual(resting.sort((a, b) => a - b));
      for (const id of resting) expect(market.cancel(id)).toBe(CANCELLED);
      expect(market.size).toBe(0);
      expect(breaches(market.engine)).toEqual([]);
    }
  });
});
