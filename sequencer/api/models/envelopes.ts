import type { z } from "zod";
import { toHex } from "#protocol/bytes";
import { KEY_SET_SLOTS } from "#protocol/constants";
import { orderId } from "#protocol/orderId";
import { outcomeName } from "#protocol/outcomes";
import { closeMs, closeOf, collectingSlot } from "../../batching.ts";
import type { Exchange } from "../exchange.ts";
import type { EnvelopeStatus, SlotKey } from "../schema/envelopes.ts";
import type { Stage } from "../stage.ts";

/**
 * A slot's key with what proves it; undefined where there is none, and for slots that closed long ago: to read an old key set again
 * takes so long that anybody could keep envelopes from being taken.
 */
export function slotKey(
  exchange: Exchange,
  slot: number,
  nowMs: number,
): z.output<typeof SlotKey> | undefined {
  const { deployment } = exchange;
  if (slot + KEY_SET_SLOTS < (collectingSlot(deployment, nowMs) ?? 0)) return undefined;
  const keySet = exchange.view?.keySetOf(slot);
  const key = exchange.batchKey(slot);
  const proven = exchange.proveKey(slot);
  if (keySet === undefined || key === undefined || proven === undefined) return undefined;
  return {
    slot,
    opensAt: closeOf(deployment, slot - 1),
    closesAt: closeOf(deployment, slot),
    closesInMs: Math.round(closeMs(deployment, slot) - nowMs),
    accepting: exchange.collecting()?.slot === slot,
    batchKey: toHex(key.point),
    keySet,
    address: toHex(key.address),
    shares: proven.keys.shares.map(toHex),
    proof: proven.proof.map(toHex),
  };
}

/**
 * What became of an account's envelope; undefined where none is held or was executed. Who is in a batch is nobody's business while it
 * collects: until it closes, the answer is the same for every account that there is.
 */
export function envelopeStatus(
  exchange: Exchange,
  slot: number,
  account: number,
  stage: Stage | undefined,
): z.output<typeof EnvelopeStatus> | undefined {
  if (stage === undefined) return undefined;
  const record = exchange.history.envelope(slot, account);
  if (record === undefined) {
    const told =
      stage === "collecting" ? exchange.executor.signerOf(account) : exchange.held(slot, account);
    if (told === undefined) return undefined;
    return { slot, account, stage, outcome: null, outcomeName: null, operations: [] };
  }
  return {
    slot,
    account,
    stage,
    outcome: record.outcome,
    outcomeName: outcomeName(record.outcome),
    operations: record.operations.map(({ block, kind, outcome, ref }) => ({
      block,
      kind: kind ?? "unknown",
      outcome,
      outcomeName: outcomeName(outcome),
      order: ref === undefined ? null : orderId(ref),
    })),
  };
}
