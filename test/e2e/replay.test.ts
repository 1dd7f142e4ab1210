import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lieOf } from "../../demo/lies/table.ts";
import { LyingWorld } from "./lyingWorld.ts";

/** `walras replay` as a user runs it, on a chain with a right claim, a wrong one and an unclaimed slot. */

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
let lying: LyingWorld;
let found: { readonly chunk: number; readonly step: number };

beforeAll(async () => {
  lying = await LyingWorld.create();
  await lying.playSlot();
  await lying.claimAll(0);
  await lying.playSlot();
  const lied = await lying.liar.tell(lieOf("stolen-balance"), 2);
  if (lied === undefined) throw new RangeError("no place for the lie");
  found = lied.found;
  await lying.playSlot();
});
afterAll(() => lying.close());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function replay(...args: string[]): Promise<Ran> {
  const { url, settlement } = lying.world;
  const all = [LAUNCHER, "replay", "--rpc", url, "--settlement", settlement, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

describe("walras replay", () => {
  test("shows a slot that was claimed rightly, a line for each step and what it read", async () => {
    const { code, out, err } = await replay("--slot", "2");
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toContain("claim 1 chunk ");
    expect(out).toMatch(/fact {4}envelope 0 of account 1, version 0, block 1 of 2: buy 20 lots/);
    expect(out).toMatch(
      /operation: applied \(0\): order 0 among the bids of market 0 at tick 1000/,
    );
    expect(out).toMatch(/record {2}fill account \d with \d+ lots/);
    expect(out).not.toContain("POSTED");
    expect(out).not.toContain("writes");
    expect(out.match(/as posted/g)?.length).toBeGreaterThan(1);
  });

  test("shows one step with all that it touched", async () => {
    const { code, out } = await replay("--slot", "2", "--step", "0");
    expect(code).toBe(0);
    expect(out).toContain("seal of slot 2 after slot 1: certified, 4 envelopes");
    expect(out).toMatch(
      /writes {2}header cursor: slot 1 → 2, phase start → expireBefore, .*\[g 32\]/,
    );
    expect(out).toMatch(/ root {4}0x[0-9a-f]{64}/);
    expect(out.match(/^ {5}\d /gm)).toHaveLength(1);
  });

  test("shows where a claim is wrong, with both roots", async () => {
    const { code, out } = await replay("--slot", "3");
    expect(code).toBe(1);
    expect(out).toMatch(/POSTED {2}rootMismatch \(136\): root 0x/);
    expect(out).toMatch(/ {2}POSTED 0x[0-9a-f]{64} in claim 2 chunk/);
    expect(out).toContain("not claimed");
  });

  test("tells programs the same", async () => {
    const { code, out } = await replay("--slot", "3", "--json");
    expect(code).toBe(1);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ slot: 3, right: false, earlier: null });
    const wrong = told.chunks.findIndex((chunk: { difference?: unknown }) => chunk.difference);
    expect(wrong).toBe(found.chunk);
    expect(told.chunks[wrong].difference).toMatchObject({ step: found.step, reason: 136 });
    expect(told.chunks[wrong].postedRoot).not.toBe(told.chunks[wrong].root);
    const steps = told.chunks.flatMap(({ steps }: { steps: unknown[] }) => steps);
    expect(steps).toHaveLength(told.stepCount);
  });

  test("goes on by facts alone where a claim before the slot is wrong", async () => {
    const { code, out } = await replay("--slot", "4");
    expect(code).toBe(1);
    expect(out).toContain(
      "a claim before it is wrong, so this follows facts alone: slot 3, claim 2",
    );
    expect(out).toContain("slot 4 ends");
  });

  test.each([
    [["--slot", "9"], "slot: got 9, expected a sealed slot"],
    [["--slot", "2", "--step", "999"], "step of the slot: got 999, expected 0 … "],
    [["--slot", "none"], "Expected a whole number"],
  ])("tells when there is nothing to show: %j", async (args, expected) => {
    const { code, out, err } = await replay(...args);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect(out.split("\n").filter((line) => /^ {5}\d /.test(line))).toEqual([]);
  });
});
