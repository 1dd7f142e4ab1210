import { PHASE, type Phase } from "./constants.ts";
import { type Cursor, type Inputs, readInputs, readParameters, writeCursor } from "./leaves.ts";
import type { StatePort } from "./state.ts";

/** Which phase follows; phases with nothing to do are never entered (PROTOCOL.md §5, "The phase after"). */

/** Moves the cursor on from Expire(slots before) or Inbox to the next phase with work. */
export function enterAfterInbox(state: StatePort, cursor: Cursor): void {
  enter(state, cursor, phaseWithInputs(state, readInputs(state), cursor.inboxCursor), 0);
}

/** Moves the cursor on from the last operation. */
export function enterAfterOperations(state: StatePort, cursor: Cursor): void {
  enter(state, cursor, phaseWithMarkets(state, readInputs(state)), 0);
}

/** Moves the cursor on from Close of `cursor.market`. */
export function enterAfterMarket(state: StatePort, cursor: Cursor): void {
  const next = cursor.market + 1;
  const more = next < readParameters(state).marketCount;
  enter(state, cursor, more ? PHASE.clear : PHASE.expireThis, more ? next : 0);
}

/** Enters a phase at its beginning. */
export function enter(state: StatePort, cursor: Cursor, phase: Phase, market: number): void {
  writeCursor(state, { ...cursor, phase, market, i: 0, j: 0 });
}

function phaseWithInputs(state: StatePort, inputs: Inputs, inboxCursor: number): Phase {
  if (inboxCursor < inputs.inboxEnd) return PHASE.inbox;
  if (inputs.opened && inputs.count > 0) return PHASE.operation;
  return phaseWithMarkets(state, inputs);
}

function phaseWithMarkets(state: StatePort, inputs: Inputs): Phase {
  return inputs.certified && readParameters(state).marketCount > 0 ? PHASE.clear : PHASE.expireThis;
}
