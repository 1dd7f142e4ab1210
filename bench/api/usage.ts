import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a stretch of time took of this process and of anvil. */
export interface Usage {
  readonly serverCpuSeconds: number;
  /** Undefined where the system does not tell it. */
  readonly anvilCpuSeconds: number | undefined;
  /** How late the event loop came to its timers, milliseconds. */
  readonly lagP50: number;
  readonly lagP99: number;
  readonly lagWorst: number;
  readonly residentMb: number;
}

const RESOLUTION_MS = 5;
/** Ticks a second in which Linux counts processor time. */
const TICKS = 100;

/** The result ends the measurement. */
export function measureUsage(anvilPid: number): () => Usage {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const cpu = process.cpuUsage();
  const anvil = cpuSecondsOf(anvilPid);
  return () => {
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    const late = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);
    const anvilNow = cpuSecondsOf(anvilPid);
    return {
      serverCpuSeconds: (user + system) / 1e6,
      anvilCpuSeconds: anvil === undefined || anvilNow === undefined ? undefined : anvilNow - anvil,
      lagP50: late(delay.percentile(50)),
      lagP99: late(delay.percentile(99)),
      lagWorst: late(delay.max),
      residentMb: process.memoryUsage.rss() / 1e6,
    };
  };
}

function cpuSecondsOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}
