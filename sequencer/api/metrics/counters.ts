import { Counter, Gauge, type Registry } from "prom-client";
import { OUTCOME, outcomeName } from "#protocol/outcomes";
import type { SlotFigures } from "../../figures.ts";
import type { Status } from "../../status.ts";
import type { Exchange } from "../exchange.ts";

const GAS_KINDS = ["keySet", "seal", "reveal", "void", "claim", "finalise"] as const;
type GasKind = (typeof GAS_KINDS)[number];
/** First word of what failed; anything else counts as "other". */
const TROUBLES = [
  "closing",
  "certifying",
  "revealing",
  "registering",
  "looking",
  "executing",
  "storing",
  "posting",
  "other",
];

/** Counts what the sequencer says. The result ends it. */
export function countStatus(registry: Registry, exchange: Exchange): () => void {
  const counter = (name: string, help: string): Counter =>
    new Counter({ name: `walras_${name}_total`, help, registers: [registry] });
  const labelled = <T extends string>(name: string, help: string, label: T): Counter<T> =>
    new Counter({ name: `walras_${name}_total`, help, labelNames: [label], registers: [registry] });
  const gas = labelled("gas", "Gas that the sequencer's transactions used, by kind.", "kind");
  const calldata = labelled(
    "calldata_bytes",
    "Calldata of the sequencer's transactions, by kind.",
    "kind",
  );
  const lostSlots = counter("lost_slots", "Slots that missed their deadline on L1.");
  const lostEnvelopes = counter(
    "lost_envelopes",
    "Envelopes with a receipt that a lost slot held.",
  );
  const foreign = labelled(
    "foreign_claims",
    "Claims of others that were judged: right yes or no.",
    "right",
  );
  const startedOver = counter(
    "started_over",
    "Times that the trace was run again from genesis, because L1 changed executed facts.",
  );
  const trouble = labelled("trouble", "Failures that are tried again, by what was tried.", "what");
  for (const kind of GAS_KINDS) gas.inc({ kind }, 0);
  for (const kind of ["seal", "claim"]) calldata.inc({ kind }, 0);
  for (const right of ["yes", "no"]) foreign.inc({ right }, 0);
  for (const what of TROUBLES) trouble.inc({ what }, 0);
  const executed = countFigures(registry, exchange);
  const spend = (kind: GasKind, gasUsed: bigint): void => gas.inc({ kind }, Number(gasUsed));

  return exchange.onStatus((status: Status) => {
    switch (status.kind) {
      case "keySet":
        return spend("keySet", status.gasUsed);
      case "sealed":
        calldata.inc({ kind: "seal" }, status.calldataBytes);
        return spend("seal", status.gasUsed);
      case "revealed":
        return spend("reveal", status.gasUsed);
      case "voided":
        return spend("void", status.gasUsed);
      case "claimed":
        calldata.inc({ kind: "claim" }, status.calldataBytes);
        return spend("claim", status.gasUsed);
      case "finalised":
        return spend("finalise", status.gasUsed);
      case "executed":
        return executed(status.figures);
      case "foreignClaim":
        return foreign.inc({ right: status.right ? "yes" : "no" });
      case "lost":
        lostSlots.inc();
        return lostEnvelopes.inc(status.envelopes);
      case "startedOver":
        return startedOver.inc();
      case "trouble": {
        const word = status.what.split(" ", 1)[0] ?? "";
        return trouble.inc({ what: TROUBLES.includes(word) ? word : "other" });
      }
      case "closed":
      case "certified":
      case "halted":
        return;
    }
  });
}

function countFigures(registry: Registry, exchange: Exchange): (figures: SlotFigures) => void {
  const registers = [registry];
  const counter = (name: string, help: string): Counter =>
    new Counter({ name: `walras_${name}_total`, help, registers });
  const ofMarket = (name: string, help: string): Counter<"market"> =>
    new Counter({ name: `walras_${name}_total`, help, labelNames: ["market"], registers });
  const batches = counter("batches", "Batches executed.");
  const envelopes = counter("batch_envelopes", "Envelopes of the batches executed.");
  const skipped = counter(
    "skipped_envelopes",
    "Envelopes skipped whole: bad signature, bad point or unpaid.",
  );
  const operations = new Counter({
    name: "walras_operations_total",
    help: "Operations executed and envelopes skipped, by outcome.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const inbox = counter("inbox_operations", "Operations that came through L1's inbox.");
  const expired = counter("expired_orders", "Orders that expired.");
  const fills = ofMarket("fills", "Orders filled, wholly or in part, by market.");
  const volume = ofMarket("volume_lots", "Lots bought, which is lots sold, by market.");
  const fees = ofMarket("fees_units", "Fees earned, units of the market's quote.");
  const lastTick = new Gauge({
    name: "walras_last_tick",
    help: "Last clearing price of a market, a tick.",
    labelNames: ["market"] as const,
    registers,
  });
  for (const outcome of Object.keys(OUTCOME)) operations.inc({ outcome }, 0);
  for (const market of exchange.deployment.markets.keys()) {
    for (const one of [fills, volume, fees]) one.inc({ market: String(market) }, 0);
  }
  return (figures) => {
    batches.inc();
    envelopes.inc(figures.envelopes);
    skipped.inc(figures.skipped);
    inbox.inc(figures.inbox);
    expired.inc(figures.expired);
    operations.inc({ outcome: outcomeName(OUTCOME.applied) }, figures.applied);
    for (const [outcome, count] of Object.entries(figures.rejected)) {
      operations.inc({ outcome: outcomeName(Number(outcome)) }, count);
    }
    for (const result of figures.markets) {
      const market = String(result.market);
      fills.inc({ market }, result.fills);
      volume.inc({ market }, result.volume);
      fees.inc({ market }, result.fee);
      lastTick.set({ market }, result.tick);
    }
  };
}
