import { REFUSAL, type Refusal } from "#protocol/outcomes";
import { ApiProblem, type ProblemKind } from "./problem.ts";

/** What an envelope's refusal means to who sent it. */

interface Meaning {
  readonly kind: ProblemKind;
  readonly detail: string;
  /** Its signature was found good, so it counts against the account's rate. */
  readonly signed: boolean;
}

const MEANING: Readonly<Record<Refusal, Meaning>> = {
  [REFUSAL.wrongSlot]: {
    kind: "conflict",
    detail:
      "This slot does not collect now. Seal the envelope anew, to the key that GET /v1/key tells.",
    signed: false,
  },
  [REFUSAL.malformedEnvelope]: {
    kind: "refused",
    detail:
      "It is not 104 + 16·m bytes with m of 1, 2, 4, 8, 16 or 32. Build it as PROTOCOL.md §4 says.",
    signed: false,
  },
  [REFUSAL.unknownAccount]: {
    kind: "refused",
    detail:
      "No such account is known yet. Register it on L1 and wait until a batch has taken it in.",
    signed: false,
  },
  [REFUSAL.refusedSignature]: {
    kind: "refused",
    detail:
      "The account's signer did not sign it for this slot and key, or signed another one before its key was changed.",
    signed: false,
  },
  [REFUSAL.refusedPoint]: {
    kind: "refused",
    detail: "U is not a point of the curve that can be used. Draw another r.",
    signed: false,
  },
  [REFUSAL.staleVersion]: {
    kind: "conflict",
    detail:
      "An envelope of this version or a higher one is held. Send the change under a higher version.",
    signed: true,
  },
  [REFUSAL.tooManyEnvelopes]: {
    kind: "conflict",
    detail: "The slot has no room for another account. Seal the envelope anew for the next slot.",
    signed: true,
  },
  [REFUSAL.tooManyBytes]: {
    kind: "conflict",
    detail:
      "The slot has no room for so many bytes. Seal fewer operations, or send it in the next slot.",
    signed: true,
  },
  [REFUSAL.refusedPayment]: {
    kind: "refused",
    detail:
      "The account cannot pay the operation fee of this and its other envelopes under way. Deposit asset 0.",
    signed: true,
  },
  [REFUSAL.notAccepting]: {
    kind: "unavailable",
    detail: "No envelope is taken at the moment. GET /ready tells why; try again in the next slot.",
    signed: false,
  },
};

/** Whether a refused envelope counts against its account's rate; otherwise anybody could use it up with junk. */
export const countsAgainst = (refusal: Refusal): boolean => MEANING[refusal].signed;

/** @param retryAfter seconds until the next slot */
export function refusalProblem(refusal: Refusal, retryAfter: number): ApiProblem {
  const { kind, detail } = MEANING[refusal];
  return new ApiProblem(kind, detail, {
    reason: refusal,
    ...(kind === "unavailable" ? { retryAfter } : {}),
  });
}
