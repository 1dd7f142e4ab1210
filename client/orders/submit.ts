import { toHex } from "#protocol/bytes";
import { MAX_BLOCKS } from "#protocol/constants";
import { draftEnvelope } from "#protocol/sealEnvelope";
import type { BaseClient } from "../baseClient.ts";
import { NotTaken, ReceiptNotKept } from "../errors.ts";
import { deliver } from "./deliver.ts";
import { type OpenBatch, openBatch } from "./openBatch.ts";
import { checkReceipt } from "./receipt.ts";
import { type OperationRequest, operationAt } from "./request.ts";
import { signEnvelope } from "./sign.ts";
import { PartlySubmitted, type SentEnvelope, type Submission } from "./submission.ts";

/** How operations become sealed envelopes that a batch takes. */
export interface Attempting {
  readonly account: number;
  /** Batches after the first. */
  readonly retries: number;
  readonly signal: AbortSignal | undefined;
}

/** Operations that stay together: those of one envelope. */
export async function submitAll(
  client: BaseClient,
  requests: readonly OperationRequest[],
  attempting: Attempting,
): Promise<Submission> {
  const envelopes: SentEnvelope[] = [];
  for (let at = 0; at < requests.length; at += MAX_BLOCKS) {
    try {
      envelopes.push(await submitOne(client, requests.slice(at, at + MAX_BLOCKS), attempting));
    } catch (error) {
      if (at === 0) throw error;
      throw new PartlySubmitted({ envelopes }, requests.length - at, error);
    }
  }
  return { envelopes };
}

/**
 * One envelope's operations into one batch, the next that takes them. What this client has in that batch already goes along, in a newer
 * version of the envelope: an account has one envelope in a slot.
 */
async function submitOne(
  client: BaseClient,
  requests: readonly OperationRequest[],
  { account, retries, signal }: Attempting,
): Promise<SentEnvelope> {
  const { deployment } = await client.exchange.facts();
  const patienceMs = (retries + 1) * deployment.interval * 1_000;
  const opensAt = performance.now() + Math.max(0, deployment.genesisTime * 1_000 - Date.now());
  let last = 0;
  let reason = "no batch takes envelopes now";
  let attempts = 0;
  while (attempts <= retries) {
    const batch = await openBatch(client, last, () => opensAt + patienceMs, signal);
    if (batch === undefined) break;
    attempts++;
    const sent = await tryBatch(client, batch, requests, account, signal);
    if ("receipt" in sent) return { ...sent, attempts };
    reason = sent.reason;
    last = batch.slot;
  }
  throw new NotTaken(attempts, reason);
}

type Tried = Omit<SentEnvelope, "attempts"> | { readonly reason: string };

async function tryBatch(
  client: BaseClient,
  batch: OpenBatch,
  requests: readonly OperationRequest[],
  account: number,
  signal: AbortSignal | undefined,
): Promise<Tried> {
  const { slot, point, keys, closesAt } = batch;
  const before = client.bookkeeping.recordOf(account, slot);
  const held = before?.operations ?? [];
  if (held.length + requests.length > MAX_BLOCKS) {
    return { reason: `${held.length} operations are in slot ${slot} already` };
  }
  const facts = await client.exchange.facts();
  const operations = [...held, ...requests.map((request) => operationAt(request, slot))];
  const version = before === undefined ? 0 : before.version + 1;
  const order = { slot, account, version, operations, batchPoint: point };
  const draft = draftEnvelope(facts.context, { ...order, random: client.random(32) });
  const envelope = await signEnvelope(client, facts, draft);
  const delivery = await deliver(client, { slot, account, envelope, closesAt }, signal);
  if (delivery.kind !== "receipt") return delivery;
  checkReceipt(facts, delivery.receipt, envelope, slot);
  client.bookkeeping.record(account, slot, { version, operations });
  const kept = { receipt: toHex(delivery.receipt), envelope: toHex(envelope), keys };
  try {
    await client.receipts.keep(facts, kept);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ReceiptNotKept(kept.receipt, kept.envelope, why);
  }
  const { receipt } = kept;
  const [firstBlock, count] = [held.length, requests.length];
  return {
    slot,
    account,
    version,
    receipt,
    envelope: kept.envelope,
    operations,
    firstBlock,
    count,
  };
}
