import { applyOperation } from "./applyOperation.ts";
import { FEE_ASSET, MAX_ACCOUNTS, OPERATOR_ACCOUNT } from "./constants.ts";
import { ENVELOPE_ROOT_LEAF, KEY_LEAF, signerLeaf } from "./layout.ts";
import { addAvailable, readBalance, readInputs, readParameters, writeCursor } from "./leaves.ts";
import { type OpenedEnvelope, openedBatch } from "./openedBatch.ts";
import { decodeOperation } from "./operation.ts";
import { INVALID, OUTCOME, type Outcome } from "./outcomes.ts";
import { enterAfterOperations } from "./phases.ts";
import { InvalidStep } from "./records.ts";
import type { StatePort } from "./state.ts";
import type { StepInput, StepReport } from "./stepTypes.ts";
import { isZeroLeaf } from "./tree.ts";

/** Operation: block j of the envelope at position i; at its first block the envelope is verified and charged. */
export function operationStep({ state, cursor, facts, context }: StepInput): StepReport {
  const seal = facts.sealOf(cursor.slot);
  if (seal === undefined)
    throw new InvalidStep(INVALID.noFact, "no seal", `the seal of slot ${cursor.slot}`);
  readBatch(state);
  const batch = openedBatch(context, seal);
  const sealed = batch.order[cursor.i] ?? 0;
  const envelope = batch.envelope(sealed);
  const report = {
    kind: "operation",
    position: cursor.i,
    sealed,
    block: cursor.j,
    account: envelope.account,
  } as const;
  if (cursor.j === 0) {
    const outcome = admit(state, envelope);
    if (outcome !== OUTCOME.applied) {
      moveOn(state, cursor, true);
      return { ...report, outcome };
    }
  }
  const operation = decodeOperation(envelope.block(cursor.j));
  const applied =
    operation === undefined
      ? { outcome: OUTCOME.malformed }
      : applyOperation(state, envelope.account, cursor.slot, operation);
  moveOn(state, cursor, cursor.j + 1 === envelope.blocks);
  return operation === undefined ? { ...report, ...applied } : { ...report, operation, ...applied };
}

/** What the header says of the batch. The facts say the same; a challenge has it from here, so that the witness holds it. */
function readBatch(state: StatePort): void {
  readInputs(state);
  state.get(ENVELOPE_ROOT_LEAF);
  state.get(KEY_LEAF);
}

/** Verifies an envelope and takes its fee; anything but *applied* skips it whole. */
function admit(state: StatePort, envelope: OpenedEnvelope): Outcome {
  const { account } = envelope;
  const signer = account < MAX_ACCOUNTS ? state.get(signerLeaf(account)) : undefined;
  if (signer === undefined || isZeroLeaf(signer)) return OUTCOME.badSignature;
  const outcome = envelope.verify(signer.root.subarray(0, 20));
  if (outcome !== OUTCOME.applied) return outcome;
  const fee = readParameters(state).operationFee * envelope.blocks;
  if (readBalance(state, account, FEE_ASSET).available < fee) return OUTCOME.cannotPay;
  addAvailable(state, account, FEE_ASSET, -fee);
  addAvailable(state, OPERATOR_ACCOUNT, FEE_ASSET, fee);
  return OUTCOME.applied;
}

function moveOn(state: StatePort, cursor: StepInput["cursor"], envelopeDone: boolean): void {
  if (!envelopeDone) writeCursor(state, { ...cursor, j: cursor.j + 1 });
  else if (cursor.i + 1 < readInputs(state).count)
    writeCursor(state, { ...cursor, i: cursor.i + 1, j: 0 });
  else enterAfterOperations(state, cursor);
}
