import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
const SLOW = 300_000;
const MOST_SLASHING_GAS = 300_000;

function demo(...args: string[]): Promise<{ code: number | null; out: string[]; notes: string }> {
  const child = spawn(process.execPath, [LAUNCHER, "demo", "--json", ...args]);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code, out: texts.stdout.trim().split("\n"), notes: texts.stderr }),
    );
  });
}

test("a demo whose sequencer dies ends with everybody's money out", { timeout: SLOW }, async () => {
  const { code, out, notes } = await demo("--sequencer-dies", "--batches", "2", "--interval", "1");
  expect(notes).not.toMatch(/FAILS|ended with/);
  expect(code).toBe(0);
  const result = JSON.parse(out.at(-1) ?? "");
  expect(result).toMatchObject({ batches: 1, verified: true, conserved: true, withdrawn: true });
  expect(result.afterDeath.claimedByOthers).toBeGreaterThan(0);
  // Two assets of each trader and of the operator, orders, and the deposit that waited.
  expect(result.afterDeath.paid).toBeGreaterThan(20);
});

test("a demo whose sequencer censors ends with its bond and role gone, and everybody's money out", {
  timeout: SLOW,
}, async () => {
  const { code, out, notes } = await demo("--censor", "--batches", "2", "--interval", "1");
  expect(notes).not.toMatch(/FAILS|ended with/);
  expect(code).toBe(0);
  const result = JSON.parse(out.at(-1) ?? "");
  expect(result).toMatchObject({ verified: true, conserved: true, withdrawn: true });
  const { bond, reward, gas } = result.censored;
  expect(BigInt(bond)).toBe(16n * BigInt(reward));
  expect(gas).toBeLessThan(MOST_SLASHING_GAS);
});

test("a sequencer does not die in a run with a lie", async () => {
  const { code, notes } = await demo("--sequencer-dies", "--lie", "wrong-lots");
  expect(notes).toContain("runs of their own");
  expect(code).toBe(2);
});
