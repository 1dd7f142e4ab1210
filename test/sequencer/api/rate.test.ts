import { describe, expect, test } from "vitest";
import { Rate } from "../../../sequencer/api/rate.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";

describe("envelopes of an account", () => {
  test("come at once up to the limit, then evenly", () => {
    const rate = new Rate<number>(3);
    expect([1, 2, 3].map(() => rate.take(7, 0))).toEqual([undefined, undefined, undefined]);
    expect(rate.take(7, 0)).toBe(20);
    expect(rate.take(7, 5_000)).toBe(15);
    expect(rate.take(8, 5_000)).toBeUndefined();
    expect(rate.take(7, 20_000)).toBeUndefined();
    expect(rate.take(7, 20_000)).toBe(20);
  });

  test("that it did not sign take nothing away", () => {
    const rate = new Rate<number>(1);
    for (let n = 0; n < 100; n++) {
      expect(rate.take(7, n)).toBeUndefined();
      rate.giveBack(7, n);
    }
    expect(rate.size).toBe(0);
  });

  test("are counted of so many accounts at most", () => {
    const rate = new Rate<number>(1, 10);
    for (let account = 0; account < 100; account++) rate.take(account, 0);
    expect(rate.size).toBe(10);
    expect(rate.take(99, 0)).toBe(60);
    expect(rate.take(0, 0)).toBeUndefined();
  });

  test(`are never more than the bucket and what it earned, seed ${SEED}`, () => {
    const random = new Random(SEED, 2);
    const perMinute = 1 + random.below(100);
    const rate = new Rate<number>(perMinute);
    const taken: number[] = [];
    let now = 0;
    for (let n = 0; n < scaled(5_000); n++) {
      now += random.below(1_000);
      if (rate.take(1, now) === undefined) taken.push(now);
    }
    for (const from of taken) {
      const inMinute = taken.filter((at) => at >= from && at < from + 60_000).length;
      expect(inMinute).toBeLessThanOrEqual(2 * perMinute);
    }
    const earned = Math.floor((now * perMinute) / 60_000);
    expect(taken.length).toBeLessThanOrEqual(perMinute + earned);
  });
});
