import type { ClaimNode } from "#l1/claims";
import type { FactLog } from "#l1/facts";
import { claimLength, encodeChunks } from "#protocol/claim";
import { MAX_CHUNKS, PHASE } from "#protocol/constants";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { type Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { produceChunk } from "#protocol/trace";
import type { L1Action } from "../sequencer/ports.ts";
import type { TracedChunk } from "../sequencer/store/trace.ts";
import { traced } from "../sequencer/tracing.ts";

export interface NextClaim {
  readonly action: L1Action & { readonly kind: "claim" };
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly chunks: number;
}

/** What to build on: a claim that was replayed, and the state behind it. */
export interface Standing {
  readonly tip: ClaimNode;
  readonly state: Snapshot;
  /** That the next claim is posted in. */
  readonly generation: number;
}

/**
 * The claim that follows from L1's facts alone, as long as one may be; undefined where no slot is left that can be run to its end.
 * The same facts and the same tip give the same claim.
 */
export function nextClaim(
  { tip, state: before, generation }: Standing,
  facts: FactLog,
  context: Context,
): NextClaim | undefined {
  const state = new State(before.root);
  const proposer = BookProposer.fromState(state);
  const chunks: TracedChunk[] = [];
  while (chunks.length < MAX_CHUNKS) {
    const chunk = produceChunk(state, facts, context, proposer, (r) => proposer.observe(r));
    if (chunk === undefined) break;
    chunks.push(traced(state, chunk));
  }
  const claimed = chunks.slice(0, claimLength(chunks, true));
  const [first, last] = [claimed[0], claimed.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    action: {
      kind: "claim",
      generation,
      index: tip.claim.index + 1,
      chunks: encodeChunks(claimed),
      cursor: last.cursor,
      proof: last.proof,
    },
    firstSlot: first.slot,
    lastSlot: last.slot,
    chunks: claimed.length,
  };
}

/** The slot that the next claim begins with or goes on with; undefined where none is sealed and decided. */
export function waitingSlot(state: Snapshot, facts: FactLog): number | undefined {
  const { slot, phase } = readCursor(new State(state.root));
  if (phase !== PHASE.start) return slot;
  const seal = facts.sealAfter(slot);
  if (seal === undefined) return undefined;
  return seal.envelopes.length > 0 && seal.key === undefined ? undefined : seal.slot;
}
