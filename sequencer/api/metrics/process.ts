import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

const RESOLUTION_MS = 10;
const PERCENTILES = [50, 99, 100] as const;

/** The result ends the watch over the event loop. */
export function processGauges(registry: Registry, version: string): () => void {
  const registers = [registry];
  new Gauge({
    name: "walras_build_info",
    help: "1; the label tells the version.",
    labelNames: ["version"] as const,
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: "walras_process_cpu_seconds_total",
    help: "Processor time of the process, user and system.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
  new Gauge({
    name: "walras_process_resident_bytes",
    help: "Memory of the process.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "walras_process_heap_used_bytes",
    help: "JavaScript's part of it that is in use.",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: "walras_event_loop_lag_seconds",
    help: "How late the event loop came to its timers since the figures were last asked for; quantile 1 is the latest.",
    labelNames: ["quantile"] as const,
    registers,
    collect() {
      for (const percentile of PERCENTILES) {
        const late = delay.count === 0 ? 0 : delay.percentile(percentile) / 1e6 - RESOLUTION_MS;
        this.set({ quantile: String(percentile / 100) }, Math.max(0, late) / 1_000);
      }
      delay.reset();
    },
  });
  return () => delay.disable();
}
