import { equalBytes, toHex } from "#protocol/bytes";
import { encodeChunks } from "#protocol/claim";
import { WalrasError } from "#protocol/errors";
import { CLAIM_LOOKAHEAD, type ClaimPolicy, nextClaim } from "./claims.ts";
import type { L1Action, L1View } from "./ports.ts";
import type { TracedChunk } from "./store/trace.ts";

/** The claims that stand on L1 are not of the trace that this sequencer executed. */
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
 * The claim to post next, if it is complete.
 * @param chunksFrom reads chunks of the trace by number
 * @throws ForeignTrace
 */
export function claimAfter(
  view: L1View,
  chunksFrom: (from: number, limit: number) => TracedChunk[],
  policy: ClaimPolicy,
): NextClaim | undefined {
  const { tip, finalisedIndex } = view;
  // The last claimed chunk is read along to compare; once it is final it may be pruned.
  const known = tip.index > finalisedIndex ? 1 : 0;
  const read = chunksFrom(tip.chunks - known, CLAIM_LOOKAHEAD + known);
  const last = known === 1 ? read[0] : undefined;
  if (last !== undefined && !equalBytes(last.root, tip.stateRoot)) {
    throw new ForeignTrace(tip.index, tip.stateRoot, last.root);
  }
  const waiting = read.slice(known);
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
