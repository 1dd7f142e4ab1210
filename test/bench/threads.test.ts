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

test("two threads write the trades that one writes, of messages that are not plain too", () => {
  const words = makeStream({ ...W1, prefill: 10_000, messages: 40_000 });
  const lines = [...textOf(W1_SPARSE_MESSAGES, words)].join("").split("\n");
  const odd = lines.map((line, n) => (n % 5 === 0 ? line.replace("order-", "\\u006frder-") : line));
  const input = join(folder, "input");
  writeFileSync(input, odd.join("\n"));
  const [one, two] = ["one", "two"].map((mode) => {
    const output = join(folder, mode);
    execFileSync(process.execPath, [program, mode, input, output]);
    return readFileSync(output, "utf8");
  });
  expect(one?.split("\n").length).toBeGreaterThan(1_000);
  expect(two).toBe(one);
});
