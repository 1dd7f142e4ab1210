import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function demo(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [LAUNCHER, "demo", ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

test("the demo with five keypers goes on when one is killed", async () => {
  const args = ["--keypers", "5", "--threshold", "3", "--kill-keyper", "1"];
  const ended = await demo(...args, "--batches", "2", "--json");
  expect(ended.code, ended.stderr).toBe(0);
  const lines = ended.stdout.trim().split("\n");
  const result = JSON.parse(lines.at(-1) ?? "");
  expect(result).toMatchObject({ batches: 2, verified: true, conserved: true, withdrawn: true });
  expect(ended.stderr).toContain("keyper 1 is killed");
  expect(ended.stderr).toMatch(/keyper \d: the keys of slots \d+ … \d+ are made/);
}, 300_000);

test("a committee that cannot be is refused", async () => {
  const bad = [
    ["--keypers", "3", "--threshold", "4"],
    ["--keypers", "3", "--kill-keyper", "3"],
    ["--kill-keyper", "0"],
  ];
  for (const args of bad) {
    const { code, stderr } = await demo(...args);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain("must fit");
  }
}, 60_000);
