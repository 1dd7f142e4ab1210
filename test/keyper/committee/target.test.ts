import { expect, test } from "vitest";
import { opensAt, targetFirst } from "../../../keyper/committee/target.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";

const grid = { genesisTime: 10_000, interval: 10 };
const plan = { grid, leadSeconds: 60, prepareSlots: 512 };

test("the first set begins with slot 1 while there is time", () => {
  expect(targetFirst({ ...plan, keysEnd: 1, now: 9_900 })).toBe(1);
  expect(targetFirst({ ...plan, keysEnd: 1, now: 9_940 })).toBe(1);
});

test("the next follows when so many slots are left", () => {
  const at = (slot: number): number => opensAt(grid, slot);
  expect(targetFirst({ ...plan, keysEnd: 1_025, now: at(512) })).toBeUndefined();
  expect(targetFirst({ ...plan, keysEnd: 1_025, now: at(513) })).toBe(1_025);
  expect(targetFirst({ ...plan, keysEnd: 1_025, now: at(1_019) })).toBe(1_025);
});

test("after a gap all keypers mean the same slot, in time, whenever their clocks agree enough", () => {
  const random = new Random(SEED, 1);
  for (let round = 0; round < scaled(500); round++) {
    const now = 9_941 + random.below(100_000);
    const first = targetFirst({ ...plan, keysEnd: 1, now }) ?? 0;
    expect(opensAt(grid, first) - now, `seed ${SEED}, now ${now}`).toBeGreaterThanOrEqual(60);
    expect(opensAt(grid, first) - now, `seed ${SEED}, now ${now}`).toBeLessThanOrEqual(160);
    expect(first % 7).toBe(0);
  }
});
