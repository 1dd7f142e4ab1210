import { find, type OrderRef } from "./book.ts";
import { PHASE, TICK_LIMIT } from "./constants.ts";
import { eraOf, firstDue, nextEra } from "./expiry.ts";
import { type Order, readParameters, writeCursor } from "./leaves.ts";
import { INVALID } from "./outcomes.ts";
import { enter, enterAfterInbox } from "./phases.ts";
import { InvalidStep } from "./records.ts";
import type { StatePort } from "./state.ts";
import type { StepInput, StepReport } from "./stepTypes.ts";
import { takeOut } from "./takeOut.ts";

/** Expire(slots before): one due order, or one era further, or on to the next phase. */
export function expireBeforeStep(input: StepInput): StepReport {
  const { state, cursor } = input;
  const due = firstDue(state, cursor.era, cursor.slot - 1);
  if (due !== undefined) return expireOne(input, due);
  const era =
    cursor.era < eraOf(cursor.slot) ? nextEra(state, cursor.era, cursor.slot) : cursor.era;
  if (era !== cursor.era) writeCursor(state, { ...cursor, era });
  else enterAfterInbox(state, cursor);
  return { kind: "advance", era };
}

/** Expire(this slot): one due order, or End. */
export function expireThisStep(input: StepInput): StepReport {
  const { state, cursor } = input;
  const due = firstDue(state, cursor.era, cursor.slot);
  if (due !== undefined) return expireOne(input, due);
  enter(state, cursor, PHASE.start, 0);
  return { kind: "end", slot: cursor.slot };
}

function expireOne({ state, tape, proposer }: StepInput, due: number): StepReport {
  const ref = tape.expiry(() => proposer.expiring(state, due));
  const order = liveOrder(state, ref);
  if (order?.expiry !== due) {
    const given =
      order === undefined ? "no live order" : `an order that expires in slot ${order.expiry}`;
    throw new InvalidStep(INVALID.wrongExpiry, given, `a live order that expires in slot ${due}`);
  }
  takeOut(state, ref, order);
  return { kind: "expire", ref, account: order.account, lots: order.lots };
}

/** The order that a posted reference names, if it lies within the book at all. */
function liveOrder(state: StatePort, ref: OrderRef): Order | undefined {
  if (ref.market >= readParameters(state).marketCount || ref.tick < 1 || ref.tick >= TICK_LIMIT)
    return undefined;
  return find(state, ref);
}
