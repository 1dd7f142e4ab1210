import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { textOf, W1_SPARSE_MESSAGES } from "../../bench/formats/flows.ts";
import { makeStream, W1 } from "../../bench/matching/w1.ts";

const program = fileURLToPath(
  new URL("../../dist/bench/concurrency/matchProcess.js", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "walras-threads-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  { mode: "two", oddities: 5 },
  { mode: "three", oddities: Number.POSITIVE_INFINITY },
])("$mode threads write the trades that one writes", ({ mode, oddities }) => {
  const words = makeStream({ ...W1, prefill: 10_000, messages: 40_000 });
  const lines = [...textOf(W1_SPARSE_MESSAGES, words)].join("").split("\n");
  const odd = lines.map((line, n) =>
    (n + 1) % oddities === 0 ? line.replace("order-", "\\u006frder-") : line,
  );
  const input = join(folder, "input");
  writeFileSync(input, odd.join("\n"));
  const [one, more] = ["one", mode].map((threads) => {
    const output = join(folder, threads);
    execFileSync(process.execPath, [program, threads, input, output]);
    return readFileSync(output, "utf8");
  });
  expect(one?.split("\n").length).toBeGreaterThan(1_000);
  expect(more).toBe(one);
});
