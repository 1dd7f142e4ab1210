import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Usage } from "./usageAtExit.ts";

export interface Measured extends Usage {
  /** From the start of the process to its end. */
  readonly seconds: number;
}

const usageAtExit = new URL("./usageAtExit.js", import.meta.url).href;

/** Runs a Node program to its end, its output into a file. */
export function measured(program: readonly string[], output: string): Measured {
  const out = openSync(output, "w");
  const start = performance.now();
  const run = spawnSync(process.execPath, ["--import", usageAtExit, ...program], {
    stdio: ["ignore", out, "inherit", "pipe"],
    encoding: "utf8",
  });
  const seconds = (performance.now() - start) / 1_000;
  closeSync(out);
  if (run.status !== 0)
    throw new RangeError(`${program.join(" ")}: status ${run.status}, expected 0`);
  const usage: Usage = JSON.parse(run.output[3] ?? "");
  return { seconds, ...usage };
}
