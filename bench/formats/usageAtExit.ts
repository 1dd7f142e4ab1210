import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Loaded before a program that is measured: at its end, tells descriptor 3 what the whole process used. */

export interface Usage {
  /** Processor time of all threads, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory at its highest. */
  readonly peakBytes: number;
}

if (isMainThread) process.on("exit", tell);

function tell(): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const usage: Usage = { cpuSeconds, peakBytes: 1_024 * maxRSS };
  writeSync(3, JSON.stringify(usage));
}
