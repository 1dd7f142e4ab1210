import { type Applied, cancel, moveToWithdrawn } from "./applyOperation.ts";
import { PHASE } from "./constants.ts";
import { decodeInboxWord, type InboxOperation } from "./inbox.ts";
import { ENVELOPE_ROOT_LEAF, KEY_LEAF, signerLeaf } from "./layout.ts";
import {
  addAvailable,
  readBalance,
  readInputs,
  readParameters,
  writeCursor,
  writeInputs,
} from "./leaves.ts";
import { INVALID, OUTCOME } from "./outcomes.ts";
import { enterAfterInbox } from "./phases.ts";
import { InvalidStep } from "./records.ts";
import type { StatePort } from "./state.ts";
import type { StepInput, StepReport } from "./stepTypes.ts";
import { leafOfBytes, ZERO_LEAF } from "./tree.ts";

/** Start: takes in the next sealed slot. Without its seal, or without key or void where one is due, there is no step. */
export function startStep({ state, cursor, facts }: StepInput): StepReport {
  const seal = facts.sealAfter(cursor.slot);
  if (seal === undefined)
    throw new InvalidStep(INVALID.noFact, "no seal", `a sealed slot after ${cursor.slot}`);
  const count = seal.envelopes.length;
  if (count > 0 && seal.key === undefined) {
    throw new InvalidStep(INVALID.noFact, "neither key nor void", `either for slot ${seal.slot}`);
  }
  const key = seal.key instanceof Uint8Array && count > 0 ? seal.key : undefined;
  state.set(ENVELOPE_ROOT_LEAF, leafOfBytes(seal.root));
  state.set(KEY_LEAF, key === undefined ? ZERO_LEAF : leafOfBytes(key));
  const opened = key !== undefined;
  writeInputs(state, { count, certified: seal.certified, opened, inboxEnd: seal.inboxEnd });
  writeCursor(state, {
    ...cursor,
    slot: seal.slot,
    phase: PHASE.expireBefore,
    market: 0,
    i: 0,
    j: 0,
  });
  return { kind: "start", slot: seal.slot, envelopes: count, opened };
}

/** Inbox: applies one operation that L1 queued. */
export function inboxStep({ state, cursor, facts }: StepInput): StepReport {
  const index = cursor.inboxCursor;
  const word = facts.inboxWord(index);
  if (word === undefined)
    throw new InvalidStep(INVALID.noFact, "no inbox word", `inbox operation ${index}`);
  const operation = decodeInboxWord(word);
  const applied = applyInbox(state, operation);
  const next = { ...cursor, inboxCursor: index + 1 };
  if (next.inboxCursor < readInputs(state).inboxEnd) writeCursor(state, next);
  else enterAfterInbox(state, next);
  return { kind: "inbox", index, account: operation.account, ...applied };
}

interface AppliedInbox extends Pick<Applied, "outcome" | "cancelled"> {
  /** Units taken by a forced withdraw. */
  readonly withdrawn?: number;
}

function applyInbox(state: StatePort, operation: InboxOperation): AppliedInbox {
  switch (operation.kind) {
    case "register":
    case "setSigner":
      state.set(signerLeaf(operation.account), leafOfBytes(operation.signer));
      return { outcome: OUTCOME.applied };
    case "deposit":
      addAvailable(state, operation.account, operation.asset, operation.amount);
      return { outcome: OUTCOME.applied };
    case "forcedCancel":
      return cancel(state, operation.account, operation);
    case "forcedWithdraw":
      return withdrawUpTo(state, operation.account, operation.asset, operation.amount);
  }
}

function withdrawUpTo(
  state: StatePort,
  account: number,
  asset: number,
  amount: number,
): AppliedInbox {
  if (asset >= readParameters(state).assetCount) return { outcome: OUTCOME.unlistedAsset };
  const { available } = readBalance(state, account, asset);
  const withdrawn = Math.min(amount, available);
  moveToWithdrawn(state, account, asset, withdrawn);
  return { outcome: OUTCOME.applied, withdrawn };
}
