import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { frozenStream } from "../../bench/matching/streams.ts";
import { W1 } from "../../bench/matching/w1.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs the built command as a user does. */
function walras(args: readonly string[], input = "") {
  const command = [here("../../bin/walras.js"), "match", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const TUPLES = [
  '("a","u","buy",100,10,1)',
  '("b","v","hold",100,1,1)',
  '("c","u","sell",100,4,2)',
  '("d","v","sell",100,3,2)',
];
const REFUSAL = 'line 2: side: got "hold", expected "buy" or "sell"\n';

describe("walras match", () => {
  test("prints the trades of a file and ends with 0", () => {
    const file = here("../../examples/matching/tuples.txt");
    expect(walras(["--format", "tuples", file, "--book"])).toEqual({
      status: 0,
      stdout: '("order1","order2",100,5)\n("order1","order3",100,5)\n("order3","sell",100,2)\n',
      stderr: "",
    });
  });

  test("reports what it refuses from standard input, goes on and ends with 1", () => {
    expect(walras(["--format", "tuples"], TUPLES.join("\n"))).toEqual({
      status: 1,
      stdout: '("a","c",100,4)\n("a","d",100,3)\n',
      stderr: REFUSAL,
    });
  });

  test("--strict ends at the first refusal with 2", () => {
    expect(walras(["--format", "tuples", "--strict"], TUPLES.join("\n"))).toEqual({
      status: 2,
      stdout: "",
      stderr: REFUSAL,
    });
  });

  test.each([
    ["allow", '("a","c",100,4)\n("a","d",100,3)\n("a","buy",100,3)\n'],
    ["cancel-newest", '("a","d",100,3)\n("a","buy",100,7)\n'],
    ["cancel-oldest", '("c","sell",100,4)\n("d","sell",100,3)\n'],
    ["cancel-both", '("d","sell",100,3)\n'],
  ])("--self-trade %s", (policy, stdout) => {
    const args = ["--format", "tuples", "--book", "--self-trade", policy];
    expect(walras(args, TUPLES.join("\n"))).toMatchObject({ status: 1, stdout });
  });

  test.each([
    [["--format", "messages", "--self-trade", "allow"], "--self-trade is for formats with a user"],
    [["--format", "events", "--reorder-window", "1"], "--reorder-window is for broadcast"],
    [["--format", "events", "--stats"], "--stats is for w1"],
    [["--format", "w1"], "w1 needs a file and --stats"],
    [["--format", "csv"], "argument 'csv' is invalid"],
    [["--format", "broadcast", "--reorder-window", "-1"], "Expected 0 or more"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = walras(args);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  test("says which file is not there", () => {
    const { status, stderr } = walras(["--format", "events", "no-such-file"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: ENOENT.*no-such-file/);
  });
});

describe("walras match --format w1", () => {
  const folder = mkdtempSync(join(tmpdir(), "walras-match-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("makes the trades that the frozen stream states", () => {
    const { status, stdout } = walras(["--format", "w1", frozenStream(folder, W1), "--stats"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      trades: 254_642,
      digest: "3f393ae1",
      resting: 847_198,
      asStated: true,
    });
  });
});
