import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../matching/rounds.ts";
import { frozenStream } from "../matching/streams.ts";
import { W1 } from "../matching/w1.ts";
import { ROUNDS, readRounds } from "../rounds.ts";
import { flowFile } from "./flowFiles.ts";
import { type Flow, TUPLE_ARRAY, TUPLE_LINES, W1_MESSAGES, W1_SPARSE_MESSAGES } from "./flows.ts";
import { type Measured, measured } from "./measured.ts";
import { expectedTrades, writtenTrades } from "./trades.ts";

/**
 * `npm run bench:formats [-- --json] [--rounds N]`: whole runs of `walras match`, from a file to a file. README.md tells of
 * the figures. Exit status 1 if trades are wrong or a floor is missed.
 */

const FOLDER = ".cache/matching";
const FLOORS: readonly (readonly [Flow, Floor])[] = [
  [W1_MESSAGES, { recordsPerSecond: 400_000 }],
  [W1_SPARSE_MESSAGES, { recordsPerSecond: 400_000 }],
  [TUPLE_LINES, { recordsPerSecond: 200_000 }],
  [TUPLE_ARRAY, { recordsPerSecond: 200_000 }],
];

interface Floor {
  /** A million tuples take less than five seconds. */
  readonly recordsPerSecond: number;
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: ROUNDS,
  },
});
const rounds = readRounds(values.rounds);

const walras = fileURLToPath(new URL("../../../bin/walras.js", import.meta.url));
const output = join(FOLDER, "trades");
const bytes = readFileSync(frozenStream(FOLDER, W1));
const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const contestants = FLOORS.map(([flow, floor]) => ({
  flow,
  floor,
  file: flowFile(FOLDER, flow, words),
  expected: expectedTrades(flow, words),
  runs: [] as Measured[],
  isRight: true,
}));

for (let round = 0; round < rounds; round++)
  for (const contestant of contestants) {
    const { flow, file, expected } = contestant;
    const run = await measured([walras, "match", "--format", flow.format, file], output);
    contestant.runs.push(run);
    const { count, digest } = writtenTrades(flow, output);
    if (count !== expected.count || digest !== expected.digest) contestant.isRight = false;
  }

const results = contestants.map(({ flow, floor, expected, runs, isRight }) => {
  const seconds = median(runs.map((run) => run.seconds));
  return {
    flow: flow.name,
    seconds,
    recordsPerSecond: flow.records / seconds,
    recordsPerCpuSecond: flow.records / median(runs.map((run) => run.cpuSeconds)),
    peakBytes: median(runs.map((run) => run.peakBytes)),
    trades: expected.count,
    digest: expected.digest,
    isRight,
    isFastEnough: flow.records / seconds >= floor.recordsPerSecond,
  };
});

if (values.json) process.stdout.write(`${JSON.stringify({ rounds, results })}\n`);
else {
  console.log(`walras match, whole processes: medians of ${rounds} interleaved rounds`);
  console.table(results.map(rowOf));
}
process.exitCode = results.every((r) => r.isRight && r.isFastEnough) ? 0 : 1;

function rowOf(result: (typeof results)[number]): Record<string, unknown> {
  return {
    flow: result.flow,
    seconds: result.seconds.toFixed(2),
    "records/s": Math.round(result.recordsPerSecond),
    "records/s of processor time": Math.round(result.recordsPerCpuSecond),
    "peak MB": Math.round(result.peakBytes / 1e6),
    trades: result.trades,
    digest: result.digest,
    right: result.isRight,
    "fast enough": result.isFastEnough,
  };
}
