import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Usage } from "./usageAtExit.ts";

export interface Measured extends Usage {
  /** From the start of the process to its end. */
  readonly seconds: number;
}

const usageAtExit = new URL("./usageAtExit.js", import.meta.url).href;

/** Runs a Node program to its end, its output into a file. */
export async function measured(program: readonly string[], output: string): Promise<Measured> {
  const out = openSync(output, "w");
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", usageAtExit, ...program], {
    stdio: ["ignore", out, "pipe", "pipe"],
  });
  closeSync(out);
  const [[status], errors, usage] = await Promise.all([
    once(child, "exit"),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
  ]);
  const seconds = (performance.now() - start) / 1_000;
  if (status !== 0)
    throw new RangeError(`${program.join(" ")}: status ${status}, expected 0: ${errors}`);
  return { seconds, ...(JSON.parse(usage) as Usage) };
}
