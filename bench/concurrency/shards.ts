import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Measured, measured } from "../formats/measured.ts";

/** One run of two markets. */
export interface ShardRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Files of trades. */
  readonly outputs: readonly string[];
}

const MARKETS = ["A/B", "C/D"];

/** Has two shards match a file of messages each, one after the other or at once; nothing is left of earlier runs. */
export async function runShards(
  walras: string,
  file: string,
  folder: string,
  atOnce: boolean,
): Promise<ShardRun> {
  const shards = MARKETS.map((market, n) => {
    const db = join(folder, `shard${n}.db`);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${db}${end}`, { force: true });
    const args = ["shard", "--market", market, "--db", db, "--queue", `file:${file}`];
    return { program: [walras, ...args], output: join(folder, `shard${n}.trades`) };
  });
  const start = performance.now();
  const runs: Promise<Measured>[] = [];
  for (const { program, output } of shards) {
    const run = measured(program, output);
    runs.push(run);
    if (!atOnce) await run;
  }
  const done = await Promise.all(runs);
  return {
    seconds: (performance.now() - start) / 1_000,
    cpuSeconds: done.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    outputs: shards.map(({ output }) => output),
  };
}
