import { OUTCOME } from "#protocol/outcomes";
import { getFills } from "../../client/actions/getFills.ts";
import { getOrder } from "../../client/actions/getOrder.ts";
import { waitForEnvelope } from "../../client/actions/waitForEnvelope.ts";
import type { BaseClient } from "../../client/baseClient.ts";
import type { SentEnvelope } from "../../client/orders/submission.ts";
import type { EnvelopeStatus } from "../../client/types.ts";
import { EXIT, type Exit, Refused } from "./errors.ts";
import { type Filled, filledLines, filledOf } from "./filled.ts";
import type { Names } from "./listing.ts";
import { reasonOf } from "./reasons.ts";
import type { Session } from "./session.ts";

/** What became of what was sealed. */

type OperationOutcome = EnvelopeStatus["operations"][number];

/** Fills of one batch that are looked through for an order's. */
const MOST_FILLS = 500;

/** Tells of a receipt alone. */
export function tellReceipt({ out, profile }: Session, sent: SentEnvelope): Exit {
  const { slot, account, version, receipt, count } = sent;
  out.result(
    { kind: "sealed", batch: slot, account, version, operations: count, receipt },
    `sealed for batch ${slot}; the receipt is in ${profile.receipts}`,
  );
  return EXIT.done;
}

/**
 * Waits until the batch of an envelope is executed.
 * @returns the outcomes of this submission's operations, in their order
 * @throws Refused if the batch skipped the envelope, or was lost
 */
export async function executed(
  session: Session,
  client: BaseClient,
  sent: SentEnvelope,
): Promise<readonly OperationOutcome[]> {
  const { slot, account, firstBlock, count } = sent;
  session.out.hint(`sealed for batch ${slot}; waits until it is executed`);
  const { outcome, stage, operations } = await waitForEnvelope(client, {
    slot,
    account,
    signal: session.signal,
  });
  const what = `envelope in batch ${slot}`;
  if (outcome === null) {
    const check = `walras receipt check ${session.profile.receipts} --rpc ${session.profile.rpc}`;
    throw new Refused(what, `stage ${stage}`, `that it is executed: ${check}`);
  }
  if (outcome !== OUTCOME.applied)
    throw new Refused(what, "it was skipped whole", `another: ${reasonOf(outcome)}`);
  return operations.filter(({ block }) => block >= firstBlock && block < firstBlock + count);
}

/** Tells what a batch did with an operation that it rejected. */
export function tellRejected({ out }: Session, batch: number, what: string, outcome: number): Exit {
  const reason = reasonOf(outcome);
  out.result(
    { kind: "rejected", batch, what, outcome, reason },
    `${what} was rejected in batch ${batch}: ${reason}`,
  );
  return EXIT.refused;
}

/**
 * Tells what became of an order that a batch placed.
 * @param allAtOnce whether it was asked to be filled in this batch alone
 */
export async function tellPlaced(
  session: Session,
  client: BaseClient,
  names: Names,
  { slot, account }: SentEnvelope,
  id: string,
  allAtOnce: boolean,
): Promise<Exit> {
  const [order, { items }] = await Promise.all([
    getOrder(client, { order: id }),
    getFills(client, { account, limit: MOST_FILLS }),
  ]);
  const fills = items.filter((fill) => fill.order === id && fill.slot === slot);
  const filled: Filled = filledOf(names, order, fills);
  session.out.result(
    { kind: "placed", batch: slot, ...filled },
    ...filledLines(names, order, filled),
  );
  return allAtOnce && order.filled < order.lots ? EXIT.refused : EXIT.done;
}
