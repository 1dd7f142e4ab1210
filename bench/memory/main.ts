import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measured } from "../formats/measured.ts";
import { median } from "../matching/rounds.ts";
import type { Growth } from "./growthProcess.ts";
import { restingFile } from "./restingFiles.ts";

/**
 * `npm run bench:memory [-- --json] [--rounds N]`: what a million resting orders take, the whole process counted. README.md
 * tells of the figures. Exit status 1 if a process takes more than MOST_BYTES.
 */

const FOLDER = ".cache/memory";
const ORDERS = 1_000_000;
const MOST_BYTES = 200e6;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
  },
});
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1)
  throw new RangeError(`--rounds ${values.rounds}: expected an integer from 1`);

const walras = fileURLToPath(new URL("../../../bin/walras.js", import.meta.url));
const growthProcess = fileURLToPath(new URL("./growthProcess.js", import.meta.url));
const output = join(FOLDER, "trades");
const database = join(FOLDER, "shard.db");
const messages = restingFile(FOLDER, "messages", ORDERS);
const events = restingFile(FOLDER, "events", ORDERS);
const shard = [walras, "shard", "--market", "M", "--db", database, "--queue", `file:${messages}`];

/** In this order: the second shard restores what the first one left. */
const cases = [
  { name: "match, messages", program: [walras, "match", "--format", "messages", messages] },
  {
    name: "match, events, a user for each order",
    program: [walras, "match", "--format", "events", "--self-trade", "cancel-newest", events],
  },
  { name: "shard, from a file to its database", program: shard },
  { name: "shard, started again", program: shard },
].map((one) => ({ ...one, peaks: [] as number[], seconds: [] as number[] }));
const growths: Growth[] = [];

for (let round = 0; round < rounds; round++) {
  for (const file of [database, `${database}-wal`]) rmSync(file, { force: true });
  for (const { program, peaks, seconds } of cases) {
    const run = await measured(program, output);
    peaks.push(run.peakBytes);
    seconds.push(run.seconds);
  }
  const args = ["--expose-gc", growthProcess, String(ORDERS)];
  growths.push(JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })));
}

const results = cases.map(({ name, peaks, seconds }) => ({
  name,
  peakBytes: Math.max(...peaks),
  seconds: median(seconds),
  isSmallEnough: Math.max(...peaks) <= MOST_BYTES,
}));
const growth = {
  rssGrowthBytes: median(growths.map((one) => one.rssGrowthBytes)),
  worstMs: growths.map((one) => one.worstMs),
  worstAt: growths.map((one) => one.worstAt),
};

if (values.json) process.stdout.write(`${JSON.stringify({ rounds, results, growth })}\n`);
else {
  console.log(`${ORDERS} resting orders: whole processes, the highest peak of ${rounds} rounds`);
  console.table(results.map(rowOf));
  console.log(
    `The engine alone: ${megabytes(growth.rssGrowthBytes)} MB. Slowest order of each round, in ms of processor time, and its number:`,
  );
  console.table(
    growths.map(({ worstMs, worstAt }) => ({ ms: worstMs.toFixed(1), order: worstAt })),
  );
}
process.exitCode = results.every(({ isSmallEnough }) => isSmallEnough) ? 0 : 1;

function rowOf({ name, peakBytes, seconds, isSmallEnough }: (typeof results)[number]) {
  return {
    process: name,
    "peak MB": megabytes(peakBytes),
    seconds: seconds.toFixed(2),
    [`at most ${megabytes(MOST_BYTES)} MB`]: isSmallEnough,
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
