import { toHex } from "#protocol/bytes";
import { encodeChunks } from "#protocol/claim";
import { WalrasError } from "#protocol/errors";
import { CLAIM_LOOKAHEAD, type ClaimPolicy, nextClaim } from "./claims.ts";
import type { L1Action, L1View } from "./ports.ts";
import type { TracedChunk } from "./store/trace.ts";

/** What is final on L1, or was claimed with this sequencer's own key, is not of the trace that it executed. */
export class ForeignTrace extends WalrasError {
  constructor(index: number, given: Uint8Array, expected: Uint8Array) {
    super("foreignTrace", `state root of claim ${index}`, toHex(given), toHex(expected));
  }
}

/** A reorganisation changed facts under a claim that was already sent: sending it again would be fraud. */
export class ClaimUnderChange extends WalrasError {
  constructor(slot: number) {
    const cure = "more confirmations; remove the unsent claims before going on";
    super("claimUnderChange", "executed slot that L1 changed though it is claimed", slot, cure);
  }
}

export interface NextClaim {
  readonly action: L1Action & { readonly kind: "claim" };
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly chunks: number;
}

/**
 * The claim to post next, if it is complete; the caller has judged all that stands.
 * @param chunksFrom reads chunks of the trace by number
 */
export function claimAfter(
  view: L1View,
  chunksFrom: (from: number, limit: number) => TracedChunk[],
  policy: ClaimPolicy,
): NextClaim | undefined {
  const { tip } = view;
  const waiting = chunksFrom(tip.chunks, CLAIM_LOOKAHEAD);
  const claimed = waiting.slice(0, nextClaim(waiting, policy));
  const [first, end] = [claimed[0], claimed.at(-1)];
  if (first === undefined || end === undefined) return undefined;
  return {
    action: {
      kind: "claim",
      generation: tip.generation,
      index: tip.index + 1,
      chunks: encodeChunks(claimed),
      cursor: end.cursor,
      proof: end.proof,
    },
    firstSlot: first.slot,
    lastSlot: end.slot,
    chunks: claimed.length,
  };
}
