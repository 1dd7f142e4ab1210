import { Gauge, type Registry } from "prom-client";
import { collectingSlot } from "../../batching.ts";
import type { Exchange } from "../exchange.ts";
import { waitingSeconds } from "./waiting.ts";

/** Where the exchange stands, read when it is asked for. */
export function exchangeGauges(registry: Registry, exchange: Exchange, now: () => number): void {
  const registers = [registry];
  const view = () => exchange.view;
  /** Without an answer from L1 yet there is nothing to tell. */
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name: `walras_${name}`,
      help,
      registers,
      collect() {
        const value = read();
        if (value !== undefined) this.set(value);
      },
    });
  };
  const byStage = (name: string, help: string, read: () => Readonly<Record<string, number>>) => {
    new Gauge({
      name: `walras_${name}`,
      help,
      labelNames: ["stage"] as const,
      registers,
      collect() {
        for (const [stage, value] of Object.entries(read())) this.set({ stage }, value);
      },
    });
  };
  byStage("slot", "Slot that collects, and the last slot that reached each stage.", () =>
    slots(exchange, now()),
  );
  byStage(
    "waiting_seconds",
    "How long the oldest batch has waited for a stage beyond the time at which it could begin; 0 if none waits.",
    () => waitingSeconds(exchange, now()),
  );
  gauge("accepting", "1 while envelopes are taken.", () =>
    exchange.collecting() === undefined ? 0 : 1,
  );
  gauge("halted", "1 once nothing more is done until a person has looked.", () =>
    exchange.halted === undefined ? 0 : 1,
  );
  gauge("l1_silence_seconds", "Since the question that L1 answered last was put.", () => {
    const asked = view()?.askedAt;
    return asked === undefined ? undefined : Math.max(0, now() - asked) / 1_000;
  });
  gauge("l1_head_age_seconds", "Age of L1's newest block.", () => {
    const head = view()?.headTime;
    return head === undefined ? undefined : Math.max(0, now() / 1_000 - head);
  });
  gauge("key_slots_left", "Slots ahead that have a registered key.", () => {
    const end = view()?.keySetsEnd;
    const next = (collectingSlot(exchange.deployment, now()) ?? 0) + 1;
    return end === undefined ? undefined : Math.max(0, end - next);
  });
  gauge("unopened_slots", "Sealed slots with neither key nor void.", () => view()?.unopened.length);
  gauge("standing_claims", "Claims that stand and are not final.", () => view()?.standing.length);
  gauge(
    "inbox_waiting",
    "Operations in L1's inbox that no seal took in.",
    () => view()?.queued.length,
  );
  gauge(
    "reorganisations",
    "Reorganisations of L1 that took back something told before.",
    () => view()?.reorganisations,
  );
}

function slots(exchange: Exchange, now: number): Record<string, number> {
  const { view, executor, deployment } = exchange;
  const own = { collecting: collectingSlot(deployment, now) ?? 0, executed: executor.slot };
  if (view === undefined) return own;
  return {
    ...own,
    certified: view.lastCertified,
    sealed: view.lastSealed,
    claimed: view.standing.at(-1)?.claim.slot ?? view.finalisedSlot,
    final: view.finalisedSlot,
  };
}
