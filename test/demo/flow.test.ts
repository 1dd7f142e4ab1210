import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EXAMPLE_LINES, EXAMPLE_MODEL, exampleFlow, modelFlow } from "../../demo/flow.ts";
import { randomFrom } from "../../demo/random.ts";
import { type FlowWindow, windowsOf } from "../../demo/windows.ts";
import { type OrderEvent, readEvents } from "../../sequencer/matching/formats/events.ts";

async function windows(text: string, length: number): Promise<FlowWindow[]> {
  const found: FlowWindow[] = [];
  const events = readEvents([new TextEncoder().encode(text)]);
  for await (const window of windowsOf(events, length)) found.push(window);
  return found;
}

test("xoshiro128** gives the numbers of its reference code", () => {
  const random = randomFrom(42);
  const drawn = Array.from({ length: 4 }, () => random.below(2 ** 32));
  expect(drawn).toEqual(reference(42n, 4));
});

/** SplitMix64 and xoshiro128** as their authors wrote them, in BigInt. */
function reference(seed: bigint, count: number): number[] {
  const mask = (bits: bigint, value: bigint): bigint => value & ((1n << bits) - 1n);
  const s: bigint[] = [];
  let x = seed;
  for (let n = 0; n < 2; n++) {
    x = mask(64n, x + 0x9e3779b97f4a7c15n);
    let z = x;
    z = mask(64n, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = mask(64n, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    z = z ^ (z >> 31n);
    s.push(mask(32n, z), z >> 32n);
  }
  const rotl = (value: bigint, by: bigint): bigint =>
    mask(32n, value << by) | (value >> (32n - by));
  return Array.from({ length: count }, () => {
    const result = mask(32n, rotl(mask(32n, s[1]! * 5n), 7n) * 9n);
    const t = mask(32n, s[1]! << 9n);
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11n);
    return Number(result);
  });
}

describe("the example flow", () => {
  test("is what the model generates", () => {
    const file = readFileSync(new URL("../../examples/flow.ndjson", import.meta.url), "utf8");
    expect(file).toBe(exampleFlow());
    expect(file.trimEnd().split("\n")).toHaveLength(EXAMPLE_LINES);
  });

  test("is read without a refusal, and every cancel names an order that the model still holds", async () => {
    const all = await windows(exampleFlow(), 2_000);
    expect(all.flatMap(({ refusals }) => refusals)).toEqual([]);
    const events = all.flatMap((window) => window.events);
    expect(events).toHaveLength(EXAMPLE_LINES);
    const owners = new Map<string, string>();
    for (const { action, orderId, userId } of events) {
      if (action === "new") owners.set(orderId, userId);
      else {
        expect(owners.get(orderId)).toBe(userId);
        owners.delete(orderId);
      }
    }
  });

  test("comes at the model's rates", () => {
    const counts = { all: 0, cancel: 0, last: 0 };
    const flow = modelFlow(EXAMPLE_MODEL);
    for (; counts.all < 40_000; counts.all++) {
      const line: { timestamp: number; action: string } = JSON.parse(flow.next().value);
      if (line.action === "cancel") counts.cancel++;
      counts.last = line.timestamp;
    }
    // In the long run as many orders leave the book as enter it: limit = market + cancelled.
    const perSecond = (1_000 * (counts.all - counts.cancel)) / counts.last;
    expect(perSecond).toBeGreaterThan(35);
    expect(perSecond).toBeLessThan(37);
    expect((1_000 * counts.cancel) / counts.last).toBeGreaterThan(3);
    expect((1_000 * counts.cancel) / counts.last).toBeLessThan(5);
  });
});

describe("windowsOf", () => {
  const line = (timestamp: number): string =>
    JSON.stringify({ timestamp, order_id: String(timestamp), user_id: "u", action: "cancel" });
  const times = (found: readonly FlowWindow[]) =>
    found.map(({ index, events }) => [index, events.map((event: OrderEvent) => event.timestamp)]);

  test("begins with the first event and leaves empty windows out", async () => {
    const text = [1_000, 1_999, 2_000, 6_500, 6_999].map(line).join("\n");
    expect(times(await windows(text, 1_000))).toEqual([
      [0, [1_000, 1_999]],
      [1, [2_000]],
      [5, [6_500, 6_999]],
    ]);
  });

  test("tells of refused lines with the window they stand in", async () => {
    const text = `bad\n${line(5)}\nbad\n${line(50)}\nbad`;
    const found = await windows(text, 10);
    expect(found.map(({ refusals }) => refusals.map((refusal) => refusal.line))).toEqual([
      [1, 3],
      [5],
    ]);
    expect(await windows("bad", 10)).toMatchObject([{ events: [], refusals: [{ line: 1 }] }]);
  });
});
