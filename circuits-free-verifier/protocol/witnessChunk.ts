import type { Facts } from "./facts.ts";
import { InvalidStep, ReadingTape } from "./records.ts";
import type { State } from "./state.ts";
import type { Context } from "./stepTypes.ts";
import { noProposer, type OnStep, runChunk } from "./trace.ts";
import { encodeWitness, RecordingState } from "./witness.ts";

/** What a chunk's records touch, and why they have no post-state if they have none. */
export interface ChunkWitness {
  readonly witness: Uint8Array;
  readonly invalid: InvalidStep | undefined;
}

/**
 * Runs a chunk's records on the state before it. The state moves on where they are valid and stays as it was where not;
 * either way the witness holds all that shows it.
 */
export function witnessChunk(
  state: State,
  facts: Facts,
  context: Context,
  records: Uint8Array,
  onStep: OnStep = () => {},
): ChunkWitness {
  const before = state.snapshot();
  const recording = new RecordingState(state);
  let invalid: InvalidStep | undefined;
  try {
    const tape = new ReadingTape(records);
    runChunk(recording, facts, context, tape, noProposer, onStep);
    tape.end();
  } catch (error) {
    if (!(error instanceof InvalidStep)) throw error;
    invalid = error;
    state.restore(before);
  }
  return { witness: encodeWitness(before, recording.touched), invalid };
}
