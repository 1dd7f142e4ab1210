import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

import { LIES } from "../../demo/lies/table.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
const SLOW = 300_000;

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; out: string[]; notes: string[] }>;
  /** What it has told people so far. */
  notes(): string;
  /** Resolves when a line of either stream contains the text; rejects if it ends before. */
  saw(text: string): Promise<void>;
}

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-test-"));
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

/** Its temporary files, and the settings of who trades along, go to the test's own folder. */
function demo(...args: string[]): Run {
  return walras("demo", "--json", ...args);
}

function walras(...args: string[]): Run {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });
  running.push(child);
  const texts = { stdout: "", stderr: "" };
  const waiting: { text: string; done: () => void; fail: (error: Error) => void }[] = [];
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
      for (const { text: wanted, done } of waiting) if (texts[name].includes(wanted)) done();
    });
  }
  return {
    child,
    notes: () => texts.stderr,
    ended: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        for (const { fail } of waiting) fail(new Error(`ended with ${code}: ${texts.stderr}`));
        resolve({ code, out: linesOf(texts.stdout), notes: linesOf(texts.stderr) });
      });
    }),
    saw: (text) => new Promise((done, fail) => void waiting.push({ text, done, fail })),
  };
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

const troublesIn = (notes: readonly string[]): string[] =>
  notes.filter((note) => /^(FAILS|verify ended|audit ended|walras demo)/.test(note));

/** Neither the embedded L1 nor a file is left. */
async function expectNothingLeft(notes: readonly string[]): Promise<void> {
  const url = notes.map((note) => /^L1 (http:\S+),/.exec(note)?.[1]).find((found) => found);
  if (url !== undefined) await expect(fetch(url, { method: "POST" })).rejects.toThrow();
  expect(readdirSync(folder).filter((name) => name.startsWith("walras-demo-"))).toEqual([]);
}

test("three batches of the example flow are verified, conserved and withdrawn", {
  timeout: SLOW,
}, async () => {
  const { code, out, notes } = await demo("--batches", "3").ended;
  expect(troublesIn(notes)).toEqual([]);
  expect(code).toBe(0);
  const objects = out.map((line) => JSON.parse(line));
  expect(objects).toHaveLength(4);
  const batches = objects.slice(0, 3);
  const fills = batches.reduce((sum, { fills }) => sum + fills, 0);
  const gas = batches.reduce((sum, { gas }) => sum + gas.seal + gas.reveal + gas.claim, 0);
  expect(fills).toBeGreaterThan(0);
  expect(batches.map(({ batch }) => batch)).toEqual([1, 2, 3]);
  expect(objects[3]).toEqual({
    batches: 3,
    orders: expect.any(Number),
    fills,
    verified: true,
    conserved: true,
    withdrawn: true,
    gasPerFill: Math.round(gas / fills),
  });
  expect(objects[3].orders).toBeGreaterThan(100);
  expect(notes.filter((note) => note.startsWith("holds"))).toHaveLength(8);
  await expectNothingLeft(notes);
});

test("a flow with faults is played as far as it can be, with bots, until Ctrl-C", {
  timeout: SLOW,
}, async () => {
  const order = (
    timestamp: number,
    order_id: string,
    user_id: string,
    side: string,
    price: unknown,
  ) => ({ timestamp, order_id, user_id, side, price, quantity: "0.5", action: "new" });
  // The ask is large enough for the bid and for whatever the bots buy.
  const flow = [
    order(1, "bid", "ann", "buy", "100.00"),
    { ...order(2, "ask", "bob", "sell", 99.5), quantity: 2 },
    order(2, "odd", "bob", "sell", 99.505),
    order(1, "late", "bob", "sell", 99.5),
    order(3, "ask", "cid", "sell", 99.5),
    { timestamp: 20, order_id: "bid", user_id: "ann", action: "cancel" },
  ];
  const file = join(folder, "flow.json");
  writeFileSync(file, `[\n${flow.map((event) => JSON.stringify(event)).join(",\n")}\n]\n`);
  const run = demo("--orders", file, "--window", "10", "--bots", "2", "--batches", "0");
  await run.saw('"batch":3');
  run.child.kill("SIGINT");
  const { code, out, notes } = await run.ended;
  expect(troublesIn(notes)).toEqual([]);
  expect(notes.filter((note) => note.startsWith("line "))).toEqual([
    "line 5: timestamp: got 1, expected at least 2, as before",
    "line 4: price: got 99.505, expected a multiple of 0.01 from 1 to 1048575 times it",
    "line 6: order_id: got ask, expected an id that no live order has (line 3)",
    "line 7: order_id: got bid, expected a live order (that of line 2 is filled)",
  ]);
  expect(JSON.parse(out[0] ?? "")).toMatchObject({ batch: 1, rejections: {}, envelopes: 4 });
  expect(JSON.parse(out.at(-1) ?? "")).toMatchObject({
    verified: true,
    conserved: true,
    withdrawn: true,
  });
  expect(code).toBe(0);
  await expectNothingLeft(notes);
});

test("whoever looks on trades along, and is paid with all others", { timeout: SLOW }, async () => {
  const run = demo("--batches", "0", "--port", "0");
  await run.saw("npx walras order buy");
  const notes = run.notes();
  const command = /npx walras (order buy .*)$/m.exec(notes)?.[1] ?? "";
  const url = /^explorer (http:\S+)$/m.exec(notes)?.[1] ?? "";

  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("<title>");
  const order = await walras(...command.split(" ")).ended;
  expect(order.notes).toEqual([]);
  expect(order.code).toBe(0);
  const placed = JSON.parse(order.out[0] ?? "");
  expect(placed).toMatchObject({ kind: "placed", status: "filled", filled: "0.5", left: "0" });
  const answer = await fetch(`${url}/v1/batches/${placed.batch}`);
  const batch = JSON.parse(await answer.text());
  expect(Number(placed.price)).toBe(batch.markets[0].tick / 100);

  run.child.kill("SIGINT");
  const { code, out } = await run.ended;
  expect(code).toBe(0);
  const end = JSON.parse(out.at(-1) ?? "");
  expect(end).toMatchObject({ verified: true, conserved: true, withdrawn: true });
  expect(readdirSync(folder)).not.toContain(".walras");
});

test("a claimant who lies is caught, and all is conserved", { timeout: SLOW }, async () => {
  const run = demo("--lie", "stolen-fill", "--batches", "1");
  const { code, out, notes } = await run.ended;
  expect(troublesIn(notes)).toEqual([]);
  expect(code).toBe(0);
  const result = JSON.parse(out.at(-1) ?? "");
  expect(result).toMatchObject({
    batches: 1,
    verified: true,
    conserved: true,
    withdrawn: true,
    caught: true,
    lie: {
      kind: "stolen-fill",
      reason: "recordMismatch (131)",
      bond: `${10n ** 18n}`,
      reward: `${5n * 10n ** 17n}`,
    },
  });
  expect(Number(result.lie.gas)).toBeLessThan(6_000_000);
  expect(result.lie.bytes).toBeLessThan(96_000);
  expect(notes.filter((note) => note.startsWith("holds"))).toHaveLength(8);
  expect(notes.join("\n")).toContain("500000000000000000 burned");
  await expectNothingLeft(notes);
});

test("the kinds of lies are listed, and another one is refused", async () => {
  const { code, out } = await demo("--lie", "list").ended;
  expect(code).toBe(0);
  expect(JSON.parse(out[0] ?? "")).toEqual(LIES.map(({ kind, text }) => ({ kind, text })));
  const refused = await demo("--lie", "honesty").ended;
  expect(refused.code).toBe(2);
  expect(refused.out).toEqual([]);
  expect(refused.notes.join("\n")).toContain("stolen-balance");
});

test("SIGTERM ends everything at once", { timeout: SLOW }, async () => {
  const run = demo();
  await run.saw("Settlement");
  run.child.kill("SIGTERM");
  const { code, out, notes } = await run.ended;
  expect(code).toBe(143);
  expect(out).toEqual([]);
  await expectNothingLeft(notes);
});

test.each([
  ["a file that is not there", ["--orders", "nowhere.ndjson"], "no such file"],
  [
    "units that the rollup has not",
    ["--tick-size", "0.001", "--lot-size", "0.0001"],
    "a multiple of 0.000001",
  ],
  ["a number that is none", ["--batches", "some"], "Expected a whole number"],
])("%s is refused before anything starts", async (_, args, expected) => {
  const { code, out, notes } = await demo(...args).ended;
  expect(code).toBe(2);
  expect(out).toEqual([]);
  expect(notes.join("\n")).toContain(expected);
});
