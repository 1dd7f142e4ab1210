import { PHASE } from "#protocol/constants";
import type { Facts } from "#protocol/facts";
import { CURSOR_LEAF } from "#protocol/layout";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import type { State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { type Chunk, produceChunk, replayChunk } from "#protocol/trace";
import { nodeAt, siblingsOf } from "#protocol/tree";
import type { TracedChunk } from "./store/trace.ts";

/** Chunks with what a claim that ends behind them shows. */

/** A chunk that has just been run on a state. */
export function traced(state: State, chunk: Chunk): TracedChunk {
  const { slot, phase } = readCursor(state);
  return { ...chunk, slot, atStart: phase === PHASE.start, ...cursorProof(state) };
}

/** Runs chunks that were posted; undefined if one of them is wrong. */
export function replayed(
  state: State,
  facts: Facts,
  context: Context,
  posted: readonly Chunk[],
): TracedChunk[] | undefined {
  const chunks: TracedChunk[] = [];
  for (const chunk of posted) {
    if (!replayChunk(state, facts, context, chunk).ok) return undefined;
    chunks.push(traced(state, chunk));
  }
  return chunks;
}

/** Runs a slot from anywhere in it to its end. */
export function restOfSlot(state: State, facts: Facts, context: Context): TracedChunk[] {
  const proposer = BookProposer.fromState(state);
  const chunks: TracedChunk[] = [];
  while (readCursor(state).phase !== PHASE.start) {
    const chunk = produceChunk(state, facts, context, proposer, (r) => proposer.observe(r));
    if (chunk === undefined) break;
    chunks.push(traced(state, chunk));
  }
  return chunks;
}

/** Header leaf 0 and its siblings up to the root, lowest first. */
function cursorProof(state: State): Pick<TracedChunk, "cursor" | "proof"> {
  const { root } = state.snapshot();
  return { cursor: nodeAt(root, CURSOR_LEAF).root, proof: siblingsOf(root, CURSOR_LEAF) };
}
