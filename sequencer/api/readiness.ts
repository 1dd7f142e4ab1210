import { collectingSlot } from "../batching.ts";
import type { Exchange } from "./exchange.ts";
import { kindOf } from "./models/status.ts";

/** Why no envelope would be taken in this slot or the next, for the operator; undefined while they are. */
export function whyNotReady(exchange: Exchange, nowMs: number): string | undefined {
  const { deployment, view, halted } = exchange;
  if (halted !== undefined) return `Halted by ${kindOf(halted)}; the log tells more.`;
  if (view === undefined) return "L1 has not answered yet.";
  if (exchange.collecting() !== undefined) return undefined;
  const slot = collectingSlot(deployment, nowMs);
  if (slot === undefined) return "No slot has begun.";
  if (slot >= view.lastSlot)
    return `Slot ${view.lastSlot} was the last: the sequencer has retired.`;
  if (view.keySetOf(slot) === undefined && view.keySetOf(slot + 1) === undefined)
    return `No key set for slot ${slot} is registered on L1.`;
  if (exchange.batchKey(slot) === undefined && exchange.batchKey(slot + 1) === undefined)
    return `The keypers hold no key of slot ${slot}.`;
  return undefined;
}
