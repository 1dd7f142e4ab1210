import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textOf, W1_SPARSE_MESSAGES } from "../formats/flows.ts";
import { measured } from "../formats/measured.ts";
import { median } from "../matching/rounds.ts";
import { sha256 } from "../matching/streams.ts";
import { makeStream, W1 } from "../matching/w1.ts";
import { ROUNDS, readRounds } from "../rounds.ts";
import { runShards } from "./shards.ts";

/**
 * `npm run bench:concurrency [-- --json] [--rounds N]`: what a second core is good for. Exit status 1 if two ways to match
 * one flow write different trades. README.md tells of the figures.
 */

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: ROUNDS,
  },
});
const rounds = readRounds(values.rounds);

interface Way {
  readonly name: string;
  /** Ways with the same one must write the same. */
  readonly flow: string;
  readonly messages: number;
  /** Runs it once; the output is the files' bytes. */
  readonly run: () => Promise<{ seconds: number; cpuSeconds: number; outputs: readonly string[] }>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const walras = here("../../../bin/walras.js");
const folder = mkdtempSync(join(tmpdir(), "walras-bench-"));

/** A flow like W1-sparse with other numbers of messages, in a file. */
function file(name: string, prefill: number, messages: number): string {
  const path = join(folder, name);
  const words = makeStream({ ...W1, prefill, messages });
  writeFileSync(path, [...textOf(W1_SPARSE_MESSAGES, words)].join(""));
  return path;
}

const whole = file("whole", W1.prefill, W1.messages);
const half = file("half", W1.prefill / 4, W1.messages / 4);

const threads = ["one", "two", "three"].map((mode): Way => {
  const output = join(folder, mode);
  const run = async () => {
    const usage = await measured(
      [here("./matchProcess.js"), mode, whole, output],
      join(folder, "log"),
    );
    return { ...usage, outputs: [output] };
  };
  const name = {
    one: "one thread",
    two: "a thread that reads and parses, one that matches and writes",
    three: "the same, and a third that writes",
  }[mode];
  return { name: name ?? mode, flow: "whole", messages: 2e6, run };
});
const shards = [false, true].map(
  (atOnce): Way => ({
    name: atOnce ? "two shards at once" : "two shards one after the other",
    flow: "half",
    messages: 1e6,
    run: async () => await runShards(walras, half, folder, atOnce),
  }),
);

const ways = [...threads, ...shards].map((way) => ({
  ...way,
  seconds: [] as number[],
  cpuSeconds: [] as number[],
}));
const written = new Map<string, string>();
let agrees = true;
try {
  for (let round = 0; round < rounds; round++)
    for (const way of ways) {
      const run = await way.run();
      way.seconds.push(run.seconds);
      way.cpuSeconds.push(run.cpuSeconds);
      for (const output of run.outputs) {
        const digest = sha256(readFileSync(output));
        agrees &&= digest === (written.get(way.flow) ?? digest);
        written.set(way.flow, digest);
      }
    }
} finally {
  rmSync(folder, { recursive: true });
}

const results = ways.map(({ name, messages, seconds, cpuSeconds }) => ({
  name,
  messages,
  seconds: median(seconds),
  cpuSeconds: median(cpuSeconds),
  rounds: seconds,
}));
if (values.json) process.stdout.write(`${JSON.stringify({ rounds, agrees, results })}\n`);
else {
  console.log(`Medians of ${rounds} interleaved rounds, whole processes`);
  console.table(
    results.map((result) => ({
      way: result.name,
      seconds: result.seconds.toFixed(2),
      "processor seconds": result.cpuSeconds.toFixed(2),
      "messages/s": Math.round(result.messages / result.seconds),
    })),
  );
  console.log(agrees ? "All write the same trades." : "They write different trades.");
}
process.exitCode = agrees ? 0 : 1;
