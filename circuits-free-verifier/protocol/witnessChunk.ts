import type { Facts } from "./facts.ts";
import { ReadingTape } from "./records.ts";
import type { State } from "./state.ts";
import type { Context } from "./step.ts";
import { noProposer, runChunk } from "./trace.ts";
import { encodeWitness, RecordingState } from "./witness.ts";

/**
 * Runs a chunk's records on the state before it and gives the witness of what they touch; the state moves on. Throws
 * InvalidStep where the records are wrong, having touched what shows it.
 */
export function witnessChunk(
  state: State,
  facts: Facts,
  context: Context,
  records: Uint8Array,
): Uint8Array {
  const before = state.snapshot();
  const recording = new RecordingState(state);
  const tape = new ReadingTape(records);
  runChunk(recording, facts, context, tape, noProposer, () => {});
  tape.end();
  return encodeWitness(before, recording.touched);
}
