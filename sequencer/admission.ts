import { equalBytes } from "#protocol/bytes";
import { MAX_ACCOUNTS } from "#protocol/constants";
import { parseEnvelope, verifyEnvelope } from "#protocol/envelope";
import type { SigningContext } from "#protocol/messages";
import { OUTCOME, REFUSAL, type Refusal } from "#protocol/outcomes";
import type { Accepted } from "./log.ts";
import type { OpenSlots } from "./slots.ts";

/** What the collector knows of accounts: the state behind the last executed slot. */
export interface Accounts {
  /** 20 bytes; undefined where there is no such account. */
  signerOf(account: number): Uint8Array | undefined;
  /** Units of asset 0 that the account could spend now. */
  feesAvailable(account: number): number;
}

export interface AdmissionInput {
  readonly context: SigningContext;
  /** Units of asset 0 for each block. */
  readonly operationFee: number;
  /** address(Y) of the slot; without it no signature can be judged. */
  readonly batchKey: Uint8Array | undefined;
  readonly accounts: Accounts;
  readonly slots: OpenSlots;
}

export type Verdict =
  | { readonly kind: "fits"; readonly entry: Accepted }
  /** Exactly this envelope is held already. */
  | { readonly kind: "held"; readonly entry: Accepted }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Judges an envelope for `slot`, in the order of PROTOCOL.md §5, from *malformed* to *payment*. */
export function judge(bytes: Uint8Array, slot: number, input: AdmissionInput): Verdict {
  const envelope = parseEnvelope(bytes);
  if (envelope === undefined) return refused(REFUSAL.malformedEnvelope);
  const { account, version, blocks } = envelope;
  const entry: Accepted = { slot, account, version, blocks, envelope: bytes };

  const signer = account < MAX_ACCOUNTS ? input.accounts.signerOf(account) : undefined;
  if (signer === undefined) return refused(REFUSAL.unknownAccount);
  if (input.batchKey === undefined) return refused(REFUSAL.notAccepting);
  const outcome = verifyEnvelope(input.context, bytes, slot, input.batchKey, signer);
  if (outcome === OUTCOME.badSignature) return refused(REFUSAL.refusedSignature);
  if (outcome === OUTCOME.badPoint) return refused(REFUSAL.refusedPoint);

  const book = input.slots.bookOf(slot);
  if (book.holds(account, bytes)) return { kind: "held", entry };
  const newest = book.newest(account);
  if (newest !== undefined) {
    if (version <= newest.version) return refused(REFUSAL.staleVersion);
    // Only who signed the receipted envelope can replace it: L1 would take another's for a broken receipt.
    if (!isSignedBy(newest, signer, input.context, input.batchKey))
      return refused(REFUSAL.refusedSignature);
  }
  const room = book.refusalFor(account, blocks);
  if (room !== undefined) return refused(room);
  // What this replaces is not owed beside it.
  const owed = input.slots.blocksOwed(account) - book.blocksOf(account);
  const reserved = owed + Math.max(blocks, book.blocksOf(account));
  const fees = reserved * input.operationFee;
  if (input.accounts.feesAvailable(account) < fees) return refused(REFUSAL.refusedPayment);
  signers.set(entry, signer);
  return { kind: "fits", entry };
}

/** Who signed what was judged here. A judgement costs a tenth of a millisecond, and envelopes are replaced again and again. */
const signers = new WeakMap<Accepted, Uint8Array>();

function isSignedBy(
  entry: Accepted,
  signer: Uint8Array,
  context: SigningContext,
  batchKey: Uint8Array,
): boolean {
  const known = signers.get(entry);
  if (known !== undefined) return equalBytes(known, signer);
  // Read back from the log.
  return verifyEnvelope(context, entry.envelope, entry.slot, batchKey, signer) === OUTCOME.applied;
}

const refused = (refusal: Refusal): Verdict => ({ kind: "refused", refusal });
