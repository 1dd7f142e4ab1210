import { claimLength } from "#protocol/claim";
import { MAX_CHUNKS } from "#protocol/constants";
import type { TracedChunk } from "./store/trace.ts";

/** Chunks to look at when the next claim is cut: one more than a claim may hold tells that there are more. */
export const CLAIM_LOOKAHEAD = MAX_CHUNKS + 1;

export interface ClaimPolicy {
  /** Slots of the grid, from the first one waiting, that a claim may take in. */
  readonly maxClaimSlots: number;
  /** Lowest slot that may still join the trace. */
  readonly nextSlot: number;
  /** Claim whatever ends at Start now. */
  readonly flush: boolean;
}

/**
 * How many of the waiting chunks make the next claim; 0 where they wait for more. A claim is cut when it is full, or when no
 * more slots of its span can come. The cut depends on the trace and the grid, not on when anyone looks, so a sequencer that
 * was killed cuts the same claims.
 */
export function nextClaim(waiting: readonly TracedChunk[], policy: ClaimPolicy): number {
  const first = waiting[0];
  if (first === undefined) return 0;
  const end = first.slot + policy.maxClaimSlots;
  const within = waiting.filter(({ slot }) => slot < end);
  const complete = within.length < waiting.length || policy.nextSlot >= end;
  return claimLength(within, complete || policy.flush);
}
