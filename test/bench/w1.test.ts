import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPeerOutput } from "../../bench/matching/rounds.ts";
import { runW1 } from "../../bench/matching/runW1.ts";
import { frozenStream } from "../../bench/matching/streams.ts";
import { makeStream, W1, W1_SHALLOW } from "../../bench/matching/w1.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-w1-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the frozen streams", () => {
  test("W1 is the published one, and the engine trades as it states", () => {
    const file = frozenStream(folder, W1);
    const run = runW1(file);
    expect(run).toMatchObject({
      trades: 254_642,
      digest: "3f393ae1",
      resting: 847_198,
      asStated: true,
    });
    expect(runW1(file, { block: 1 })).toMatchObject({ digest: "3f393ae1", asStated: true });
    expect(runW1(file, { sparse: true })).toMatchObject({ trades: 254_642, digest: "cccc3119" });
    expect(runW1(file, { messages: 5_000 })).toMatchObject({ messages: 5_000, digest: "81ca3097" });
  });

  test("W1 has as many limits, cancels and sweeps as published", () => {
    const words = makeStream(W1);
    let cancels = 0;
    for (let at = 4 + 4 * W1.prefill; at < words.length; at += 4)
      cancels += (words[at + 3] ?? 0) & 1;
    expect(cancels).toBe(448_741);
  });

  test("W1-shallow too", () => {
    const run = runW1(frozenStream(folder, W1_SHALLOW));
    expect(run).toMatchObject({ trades: 229_024, digest: "f8aa616f", asStated: true });
  });

  test("are refused if their SHA-256 is not the stated one", () => {
    const wrong = { ...W1, name: "w1" as const, prefill: 1_000, messages: 1_000 };
    expect(() => frozenStream(join(folder, "wrong"), wrong)).toThrow(/SHA-256 .* expected 42790ca/);
  });
}, 60_000);

describe("a peer's output", () => {
  const run = { messagesPerSecond: 3e6, rssGrowthBytes: 1e8, trades: 5, digest: "0000abcd" };

  test.each([
    ["words", "3000000 100000000 5 ABCD\n"],
    ["JSON", JSON.stringify({ ...run, more: 1 })],
  ])("may be %s", (_, output) => {
    expect(readPeerOutput("peer", output)).toEqual(run);
  });

  test.each(["", "fast", "{}", "1 2"])("must not be %j", (output) => {
    expect(() => readPeerOutput("peer", output)).toThrow(/expected RATE/);
  });
});
