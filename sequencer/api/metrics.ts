import { Registry } from "prom-client";
import { outcomeName, type Refusal } from "#protocol/outcomes";
import type { Exchange } from "./exchange.ts";
import { countStatus } from "./metrics/counters.ts";
import { exchangeGauges } from "./metrics/gauges.ts";
import { processGauges } from "./metrics/process.ts";
import { requestMetrics } from "./metrics/requests.ts";
import { type SocketMetrics, socketMetrics } from "./metrics/sockets.ts";

export type { SocketMetrics } from "./metrics/sockets.ts";

/**
 * Figures for Prometheus. Everything counted begins anew with the process.
 *
 * Where the exchange stands: walras_slot{stage: collecting, certified, sealed, executed, claimed, final},
 * walras_waiting_seconds{stage: sealed, opened, executed, claimed, final}, walras_accepting, walras_halted,
 * walras_l1_silence_seconds, walras_l1_head_age_seconds, walras_key_slots_left, walras_unopened_slots, walras_standing_claims,
 * walras_inbox_waiting, walras_reorganisations.
 *
 * What it did: walras_batches_total, walras_batch_envelopes_total, walras_skipped_envelopes_total,
 * walras_operations_total{outcome}, walras_inbox_operations_total, walras_expired_orders_total, walras_fills_total{market},
 * walras_volume_lots_total{market}, walras_fees_units_total{market}, walras_last_tick{market},
 * walras_gas_total{kind: keySet, seal, reveal, void, claim, finalise}, walras_calldata_bytes_total{kind: seal, claim}.
 *
 * What must be looked at: walras_lost_slots_total, walras_lost_envelopes_total, walras_foreign_claims_total{right: yes, no},
 * walras_started_over_total, walras_trouble_total{what}.
 *
 * The API: walras_envelopes_total{outcome: receipt or a refusal}, walras_receipt_seconds, walras_requests_total{route, status},
 * walras_request_seconds{route}, walras_sockets, walras_subscriptions, walras_socket_messages_total,
 * walras_sockets_refused_total{reason}, walras_sockets_dropped_total{reason}.
 *
 * The process: walras_build_info{version}, walras_process_cpu_seconds_total, walras_process_resident_bytes,
 * walras_process_heap_used_bytes, walras_event_loop_lag_seconds{quantile: 0.5, 0.99, 1}.
 */
export interface Metrics {
  /** The exposition in Prometheus's text format 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
  /** @param route as the table of routes names it, never the path that was asked */
  observeRequest(route: string, status: number, seconds: number): void;
  /** What an envelope was answered with, undefined for a receipt, and how long that took. */
  observeEnvelope(refusal: Refusal | undefined, seconds: number): void;
  readonly sockets: SocketMetrics;
  /** Watches no longer. */
  stop(): void;
}

export interface MetricsParts {
  readonly exchange: Exchange;
  readonly version: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export function createMetrics({ exchange, version, now }: MetricsParts): Metrics {
  const registry = new Registry();
  exchangeGauges(registry, exchange, now);
  const stopCounting = countStatus(registry, exchange);
  const stopWatching = processGauges(registry, version);
  const requests = requestMetrics(registry);
  const sockets = socketMetrics(registry);
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    observeRequest: requests.request,
    observeEnvelope(refusal, seconds) {
      requests.envelope(refusal === undefined ? "receipt" : outcomeName(refusal));
      if (refusal === undefined) requests.receipt(seconds);
    },
    sockets,
    stop() {
      stopCounting();
      stopWatching();
      registry.clear();
    },
  };
}
