import { expect, test } from "vitest";
import {
  announcement,
  MAX_BATCHES,
  mergeBatches,
  mergeOlder,
} from "../../../web/model/timeline.ts";
import { ScriptedExchange } from "../fixtures/exchange.ts";

const exchange = new ScriptedExchange(1_700_000_000, 3);
const slots = (batches: readonly { slot: number }[]) => batches.map(({ slot }) => slot);
const describeIt = ({ volume }: { volume: number }) => `${volume} lots`;

test("news replace what was held, newest first", () => {
  const held = mergeBatches([], [exchange.summary(37), exchange.summary(38)]);
  const closed = { ...exchange.summary(38), stage: "closed" as const };
  const merged = mergeBatches(held, [exchange.summary(39), closed]);
  expect(slots(merged)).toEqual([39, 38, 37]);
  expect(merged[1]?.stage).toBe("closed");
});

test("a batch that collected nothing is forgotten when the next one collects", () => {
  const collecting = (slot: number) => ({
    ...exchange.summary(3),
    slot,
    stage: "collecting" as const,
  });
  const held = mergeBatches([exchange.summary(30)], [collecting(40)]);
  expect(slots(held)).toEqual([40, 30]);
  expect(slots(mergeBatches(held, [collecting(41)]))).toEqual([41, 30]);
});

test("the oldest are given up", () => {
  const many = Array.from({ length: MAX_BATCHES + 5 }, (_, n) => ({
    ...exchange.summary(3),
    slot: n,
  }));
  const merged = mergeBatches([], many);
  expect(merged).toHaveLength(MAX_BATCHES);
  expect(merged.at(-1)?.slot).toBe(5);
  expect(mergeOlder(many, [])).toHaveLength(MAX_BATCHES + 5);
});

test("only a batch that has just traded is read aloud", () => {
  const settled = exchange.summary(20);
  const before = { ...settled, markets: [] };
  const volume = settled.markets[0]?.volume;
  expect(announcement([before], settled, describeIt)).toBe(`Batch 20: ${volume} lots`);
  expect(announcement([settled], settled, describeIt)).toBeUndefined();
  expect(announcement([], settled, describeIt)).toBeUndefined();
  const quiet = { ...settled, markets: settled.markets.map((m) => ({ ...m, volume: 0 })) };
  expect(announcement([before], quiet, describeIt)).toBeUndefined();
});
