import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What an engine tells of one run. */
export interface Run {
  readonly messagesPerSecond: number;
  readonly rssGrowthBytes: number;
  readonly trades: number;
  readonly digest: string;
}

/** An engine with the stream that it is given. */
export interface Contestant {
  readonly name: string;
  readonly file: string;
  /** How many messages of the second phase it runs. */
  readonly messages: number;
  /** Path of a program that runs it; it is run by engineProcess unless told. */
  readonly program?: string;
}

export interface Result {
  readonly name: string;
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly rssGrowthBytes: number;
  readonly trades: number;
  readonly digest: string;
  /** Rates of all rounds, in their order. */
  readonly rounds: readonly number[];
}

/** Runs each contestant once a round, so that all meet the same weather; medians of all rounds. */
export function inRounds(contestants: readonly Contestant[], rounds: number): Result[] {
  const runs = contestants.map((): Run[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [at, contestant] of contestants.entries()) runs[at]?.push(runOnce(contestant));
  return contestants.map(({ name, messages }, at) => resultOf(name, messages, runs[at] ?? []));
}

function resultOf(name: string, messages: number, runs: readonly Run[]): Result {
  const [first] = runs;
  if (first === undefined) throw new RangeError(`${name}: no rounds were run`);
  const { trades, digest } = first;
  if (runs.some((run) => run.trades !== trades || run.digest !== digest))
    throw new RangeError(`${name}: two rounds differ in their trades`);
  return {
    name,
    messages,
    messagesPerSecond: median(runs.map((run) => run.messagesPerSecond)),
    rssGrowthBytes: median(runs.map((run) => run.rssGrowthBytes)),
    trades,
    digest,
    rounds: runs.map((run) => run.messagesPerSecond),
  };
}

/** Runs engineProcess and returns what it prints. */
export function runInside(engine: string, file: string, messages: number): unknown {
  const script = fileURLToPath(new URL("./engineProcess.js", import.meta.url));
  const args = ["--expose-gc", script, engine, file, String(messages)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

function runOnce({ name, file, messages, program }: Contestant): Run {
  if (program === undefined) return runInside(name, file, messages) as Run;
  return readPeerOutput(name, execFileSync(program, [file], { encoding: "utf8" }));
}

/** A peer prints one JSON object with the fields of `Run`, or their values on one line in that order. */
export function readPeerOutput(name: string, output: string): Run {
  const text = output.trim();
  const [rate, growth, trades, digest] = text.startsWith("{")
    ? fieldsOf(JSON.parse(text))
    : text.split(/\s+/);
  const run = {
    messagesPerSecond: Number(rate),
    rssGrowthBytes: Number(growth),
    trades: Number(trades),
    digest: String(digest).toLowerCase().padStart(8, "0"),
  };
  if (!(run.messagesPerSecond > 0) || Number.isNaN(run.rssGrowthBytes) || Number.isNaN(run.trades))
    throw new RangeError(`${name}: printed ${text}, expected RATE RSS_GROWTH_BYTES TRADES DIGEST`);
  return run;
}

const fieldsOf = (run: Partial<Run>): unknown[] => [
  run.messagesPerSecond,
  run.rssGrowthBytes,
  run.trades,
  run.digest,
];

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
