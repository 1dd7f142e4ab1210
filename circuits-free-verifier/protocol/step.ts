import { PHASE } from "./constants.ts";
import type { Facts } from "./facts.ts";
import { readCursor } from "./leaves.ts";
import type { RecordTape } from "./records.ts";
import type { StatePort } from "./state.ts";
import { clearStep, closeStep, fillStep } from "./stepAuction.ts";
import { expireBeforeStep, expireThisStep } from "./stepExpire.ts";
import { inboxStep, startStep } from "./stepInputs.ts";
import { operationStep } from "./stepOperation.ts";
import type { Context, Proposer, StepInput, StepReport } from "./stepTypes.ts";

/**
 * One step of the trace. The cursor alone says which; a fact, a state and a record have exactly one outcome.
 * Throws InvalidStep where there is no valid post-state; the state may then be half written and must be restored.
 */
export function step(
  state: StatePort,
  facts: Facts,
  context: Context,
  tape: RecordTape,
  proposer: Proposer,
): StepReport {
  const cursor = readCursor(state);
  const input: StepInput = { state, cursor, facts, context, tape, proposer };
  switch (cursor.phase) {
    case PHASE.start:
      return startStep(input);
    case PHASE.expireBefore:
      return expireBeforeStep(input);
    case PHASE.inbox:
      return inboxStep(input);
    case PHASE.operation:
      return operationStep(input);
    case PHASE.clear:
      return clearStep(input);
    case PHASE.fillBids:
    case PHASE.fillAsks:
      return fillStep(input);
    case PHASE.close:
      return closeStep(input);
    case PHASE.expireThis:
      return expireThisStep(input);
  }
}
