import { hexToBytes, toHex, viewOf } from "#protocol/bytes";
import { OFFSET } from "#protocol/constants";
import { decodeReceipt } from "#protocol/receipt";
import { closeMs, collectingSlot } from "../../batching.ts";
import { envelopeStatus, slotKey } from "../models/envelopes.ts";
import { ApiProblem, notFound, unavailable } from "../problem.ts";
import { Rate } from "../rate.ts";
import { countsAgainst, refusalProblem } from "../refusals.ts";
import type { Desk, Handlers } from "./desk.ts";

/** Sealed bids. */
export function envelopeHandlers(
  desk: Desk,
): Pick<Handlers, "getKey" | "postEnvelope" | "getEnvelope"> {
  const { exchange, models, config, metrics, now } = desk;
  const rate = new Rate<number>(config.envelopesPerMinute);
  return {
    getKey: ({ query }) => {
      const slot = query.slot ?? slotToSealFor(desk);
      const key = slotKey(exchange, slot, now());
      if (key !== undefined) return key;
      if (query.slot === undefined) throw unavailable(`There is no key of slot ${slot} yet.`);
      throw notFound(`There is no key of slot ${slot}, or not yet.`);
    },
    postEnvelope: async ({ body: { slot, envelope: hex } }) => {
      const began = now();
      const envelope = hexToBytes(hex);
      const account = accountNamed(envelope);
      takeFrom(rate, account, began);
      const answer = await exchange.submit(slot, envelope);
      const ended = now();
      const refusal = answer.kind === "refused" ? answer.refusal : undefined;
      metrics.observeEnvelope(refusal, Math.max(0, ended - began) / 1000);
      if (answer.kind === "receipt") return receiptOf(slot, answer.receipt);
      if (account !== undefined && !countsAgainst(answer.refusal)) rate.giveBack(account, ended);
      throw refusalProblem(answer.refusal, secondsToNextSlot(desk, ended));
    },
    getEnvelope: ({ params: { slot, account } }) => {
      const stage = models.batch(slot)?.stage;
      const status = envelopeStatus(exchange, slot, account, stage);
      if (status !== undefined) return status;
      throw notFound(
        `No envelope of account ${account} is held in slot ${slot} or was sealed in it.`,
      );
    },
  };
}

/** The slot that collects, or the next one where that takes no more. */
function slotToSealFor({ exchange, now }: Desk): number {
  const open = exchange.collecting()?.slot;
  return open ?? (collectingSlot(exchange.deployment, now()) ?? 0) + 1;
}

/** Whom an envelope names; anybody may name anybody. */
function accountNamed(envelope: Uint8Array): number | undefined {
  if (envelope.length < OFFSET.envelopeVersion) return undefined;
  return viewOf(envelope).getUint32(OFFSET.envelopeAccount);
}

/** What was not signed by the account is given back before anything else runs. */
function takeFrom(rate: Rate<number>, account: number | undefined, nowMs: number): void {
  const retryAfter = account === undefined ? undefined : rate.take(account, nowMs);
  if (retryAfter === undefined) return;
  const detail = `Account ${account} sent as many envelopes as it may; higher versions count, too.`;
  throw new ApiProblem("tooManyRequests", detail, { retryAfter });
}

function receiptOf(slot: number, bytes: Uint8Array) {
  const { account = 0, version = 0 } = decodeReceipt(bytes) ?? {};
  return { slot, account, version, receipt: toHex(bytes) };
}

function secondsToNextSlot({ exchange: { deployment } }: Desk, nowMs: number): number {
  const slot = collectingSlot(deployment, nowMs) ?? 0;
  return Math.max(1, Math.ceil((closeMs(deployment, slot) - nowMs) / 1000));
}
