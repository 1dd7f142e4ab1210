import { hexToBytes, toHex } from "#protocol/bytes";
import { REFUSAL } from "#protocol/outcomes";
import type { BaseClient } from "../baseClient.ts";
import { AnswerError, ApiError, ApiUnreachable, UncertainEnvelope } from "../errors.ts";
import { request } from "../http/request.ts";
import { pause } from "../pause.ts";

/** What became of handing in an envelope: a receipt's bytes, or a reason why this batch does not take it and another may. */
export type Delivery =
  | { readonly kind: "receipt"; readonly receipt: Uint8Array }
  | { readonly kind: "notThisBatch"; readonly reason: string };

export interface Parcel {
  readonly slot: number;
  readonly account: number;
  readonly envelope: Uint8Array;
  /** performance.now() at which the slot closes. */
  readonly closesAt: number;
}

/** Refusals that hold for one batch alone. */
const OF_THIS_BATCH: readonly number[] = [
  REFUSAL.wrongSlot,
  REFUSAL.staleVersion,
  REFUSAL.tooManyEnvelopes,
  REFUSAL.tooManyBytes,
  REFUSAL.notAccepting,
];
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 2_000;
/** How long after the close an answer is still sought. */
const GRACE_MS = 15_000;

/**
 * Hands in an envelope. Where the answer is lost the same bytes are sent again, which get the same receipt, until the slot is closed;
 * then the API is asked whether it holds the envelope. Throws ApiError for a refusal that other batches would repeat, and
 * UncertainEnvelope where nobody can say whether it was taken.
 */
export async function deliver(
  client: BaseClient,
  parcel: Parcel,
  signal?: AbortSignal,
): Promise<Delivery> {
  const { closesAt } = parcel;
  let lost: unknown;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const answer = await post(client, parcel);
    if (answer.kind === "receipt") return answer;
    if (answer.kind === "lost") lost = answer.error;
    else if (answer.kind === "refusedForGood" && lost === undefined) throw answer.error;
    const waitMs = Math.max(pauseMs, answer.kind === "busy" ? answer.waitMs : 0);
    const until = lost === undefined ? closesAt : closesAt + GRACE_MS;
    const isOver = performance.now() + waitMs > until;
    if (lost === undefined && (isOver || answer.kind === "refused")) {
      return { kind: "notThisBatch", reason: messageOf(answer.error) };
    }
    if (isOver || isFinal(answer)) break;
    await pause(waitMs, signal);
  }
  return await whatBecame(client, parcel, lost);
}

type Answer =
  | { readonly kind: "receipt"; readonly receipt: Uint8Array }
  /** Nobody knows whether it was taken. */
  | { readonly kind: "lost"; readonly error: unknown }
  /** Too many requests: it was not looked at. */
  | { readonly kind: "busy"; readonly error: ApiError; readonly waitMs: number }
  | { readonly kind: "refused"; readonly error: ApiError }
  /** As every batch would. It says nothing of the same bytes sent before. */
  | { readonly kind: "refusedForGood"; readonly error: ApiError };

/** Whether the same bytes would be answered in the same way for ever. */
const isFinal = (answer: Exclude<Answer, { readonly kind: "receipt" }>): boolean =>
  answer.kind === "refusedForGood" ||
  (answer.kind === "refused" && answer.error.reason === REFUSAL.wrongSlot);

async function post(client: BaseClient, { slot, envelope }: Parcel): Promise<Answer> {
  try {
    const body = { slot, envelope: toHex(envelope) };
    const answer = await request(client, "/v1/envelopes", {}, body);
    return { kind: "receipt", receipt: receiptIn(answer) };
  } catch (error) {
    if (error instanceof ApiUnreachable || error instanceof AnswerError) {
      return { kind: "lost", error };
    }
    if (!(error instanceof ApiError)) throw error;
    const { status, reason, retryAfter } = error;
    if (status === 429) return { kind: "busy", error, waitMs: (retryAfter ?? 1) * 1_000 };
    if (status >= 500 && reason === undefined) return { kind: "lost", error };
    if (reason === undefined || !OF_THIS_BATCH.includes(reason)) {
      return { kind: "refusedForGood", error };
    }
    return { kind: "refused", error };
  }
}

function receiptIn(answer: unknown): Uint8Array {
  const { receipt } = (answer ?? {}) as { readonly receipt?: unknown };
  if (typeof receipt !== "string" || !/^0x([0-9a-fA-F]{2})*$/.test(receipt)) {
    throw new AnswerError("receipt", receipt, "bytes in hex");
  }
  return hexToBytes(receipt);
}

/** When the slot is closed: it was not taken, or nobody knows. */
async function whatBecame(
  client: BaseClient,
  { slot, account, envelope }: Parcel,
  lost: unknown,
): Promise<Delivery> {
  const reason = messageOf(lost);
  try {
    await request(client, `/v1/envelopes/${slot}/${account}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return { kind: "notThisBatch", reason };
    }
  }
  throw new UncertainEnvelope(slot, account, toHex(envelope), reason);
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
