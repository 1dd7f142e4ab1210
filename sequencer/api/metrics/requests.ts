import { Counter, Histogram, type Registry } from "prom-client";
import { REFUSAL } from "#protocol/outcomes";

/** Seconds; the answer to an envelope waits for the disk. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function requestMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: "walras_requests_total",
    help: "Requests answered, by route and status.",
    labelNames: ["route", "status"] as const,
    registers,
  });
  const duration = new Histogram({
    name: "walras_request_seconds",
    help: "From the request's arrival to the end of its answer, by route.",
    labelNames: ["route"] as const,
    buckets: BUCKETS,
    registers,
  });
  const envelopes = new Counter({
    name: "walras_envelopes_total",
    help: "Envelopes answered: with a receipt, or with a refusal by name.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const receipt = new Histogram({
    name: "walras_receipt_seconds",
    help: "From an envelope's arrival to its receipt, which the disk holds by then.",
    buckets: BUCKETS,
    registers,
  });
  for (const outcome of ["receipt", ...Object.keys(REFUSAL)]) envelopes.inc({ outcome }, 0);
  return {
    request(route: string, status: number, seconds: number): void {
      requests.inc({ route, status: String(status) });
      duration.observe({ route }, seconds);
    },
    envelope: (outcome: string): void => envelopes.inc({ outcome }),
    receipt: (seconds: number): void => receipt.observe(seconds),
  };
}
