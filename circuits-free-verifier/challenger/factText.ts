import { toHex } from "#protocol/bytes";
import { SIDE } from "#protocol/constants";
import { parseEnvelope } from "#protocol/envelope";
import type { Facts, SealFact } from "#protocol/facts";
import { decodeInboxWord, type InboxOperation } from "#protocol/inbox";
import { openedBatch } from "#protocol/openedBatch";
import { type CancelTarget, decodeOperation, type Operation } from "#protocol/operation";
import { OUTCOME } from "#protocol/outcomes";
import type { Context, StepReport } from "#protocol/stepTypes";
import { sideName } from "./leafText.ts";

/** The fact of L1 that a step read, for people; undefined for a step that reads none. */
export function factText(
  report: StepReport,
  slot: number,
  facts: Facts,
  context: Context,
): string | undefined {
  switch (report.kind) {
    case "start":
      return sealText(facts.sealOf(report.slot));
    case "inbox": {
      const word = facts.inboxWord(report.index);
      return word === undefined
        ? undefined
        : `inbox ${report.index}: ${inboxText(decodeInboxWord(word))}`;
    }
    case "operation":
      return envelopeText(report, facts.sealOf(slot), context);
    case "advance":
    case "expire":
    case "clear":
    case "fill":
    case "skip":
    case "close":
    case "end":
      return undefined;
  }
}

function sealText(seal: SealFact | undefined): string | undefined {
  if (seal === undefined) return undefined;
  const { slot, prev, certified, envelopes, inboxEnd, key, root } = seal;
  const opened = key instanceof Uint8Array ? `key ${toHex(key)}` : (key ?? "no key");
  return (
    `seal of slot ${slot} after slot ${prev}: ${certified ? "certified" : "uncertified"}, ${envelopes.length} envelopes ` +
    `under root ${toHex(root)}, inbox up to ${inboxEnd}, ${opened}`
  );
}

function envelopeText(
  report: Extract<StepReport, { kind: "operation" }>,
  seal: SealFact | undefined,
  context: Context,
): string | undefined {
  const bytes = seal?.envelopes[report.sealed];
  const envelope = bytes === undefined ? undefined : parseEnvelope(bytes);
  if (seal === undefined || envelope === undefined) return undefined;
  const { account, version, blocks } = envelope;
  const which = `envelope ${report.sealed} of account ${account}, version ${version}, block ${report.block + 1} of ${blocks}`;
  // The blocks of an envelope that was skipped whole were never opened.
  const skipped = report.outcome > OUTCOME.applied && report.outcome < OUTCOME.malformed;
  if (skipped) return `${which}: not opened`;
  const block = openedBatch(context, seal).envelope(report.sealed).block(report.block);
  const operation = decodeOperation(block);
  return `${which}: ${operation === undefined ? `${toHex(block)}, which spells nothing` : operationText(operation)}`;
}

export function operationText(operation: Operation): string {
  switch (operation.kind) {
    case "nop":
      return "nop";
    case "place": {
      const { side, lots, market, tick, expiry } = operation;
      const until = expiry === 0 ? "" : ` until slot ${expiry}`;
      return `${side === SIDE.buy ? "buy" : "sell"} ${lots} lots of market ${market} at tick ${tick}${until}`;
    }
    case "cancel":
      return `cancel ${targetText(operation)}`;
    case "withdraw":
      return `withdraw ${operation.amount} of asset ${operation.asset}`;
  }
}

function inboxText(operation: InboxOperation): string {
  const of = `account ${operation.account}`;
  switch (operation.kind) {
    case "register":
      return `register ${of} with signer ${toHex(operation.signer)}`;
    case "setSigner":
      return `set the signer of ${of} to ${toHex(operation.signer)}`;
    case "deposit":
      return `deposit ${operation.amount} of asset ${operation.asset} for ${of}`;
    case "forcedCancel":
      return `force ${of} to cancel ${targetText(operation)}`;
    case "forcedWithdraw":
      return `force ${of} to withdraw up to ${operation.amount} of asset ${operation.asset}`;
  }
}

export const targetText = ({ market, side, tick, position }: CancelTarget): string =>
  `order ${position} among the ${sideName(side)} of market ${market} at tick ${tick}`;
