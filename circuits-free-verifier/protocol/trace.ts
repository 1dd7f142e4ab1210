import { equalBytes, toHex } from "./bytes.ts";
import { PHASE } from "./constants.ts";
import type { Facts } from "./facts.ts";
import { readCursor, readParameters } from "./leaves.ts";
import { INVALID, type Invalid } from "./outcomes.ts";
import { InvalidStep, ReadingTape, type RecordTape, WritingTape } from "./records.ts";
import type { State, StatePort } from "./state.ts";
import { step } from "./step.ts";
import type { Context, Proposer, StepReport } from "./stepTypes.ts";

/** Up to stepsPerRoot steps, ending early only at End: what one posted root stands for. */
export interface Chunk {
  /** State root after its last step, 32 bytes. */
  readonly root: Uint8Array;
  readonly records: Uint8Array;
}

export type OnStep = (report: StepReport) => void;

/**
 * Runs the next chunk and gives what to post; undefined where the trace waits for a fact: at Start without a next
 * sealed slot that has its key.
 */
export function produceChunk(
  state: State,
  facts: Facts,
  context: Context,
  proposer: Proposer,
  onStep: OnStep = ignore,
): Chunk | undefined {
  if (!canStart(state, facts)) return undefined;
  const tape = new WritingTape();
  runChunk(state, facts, context, tape, proposer, onStep);
  return { root: state.root(), records: tape.bytes() };
}

export type Replay =
  | { readonly ok: true; readonly atStart: boolean; readonly steps: number }
  | {
      readonly ok: false;
      /** Step within the chunk, from 0; the last one where only the root differs. */
      readonly step: number;
      readonly reason: Invalid;
      readonly given: string;
      readonly expected: string;
    };

/** Checks a posted chunk by running it. The state moves on if it is right and stays as it was if not. */
export function replayChunk(
  state: State,
  facts: Facts,
  context: Context,
  chunk: Chunk,
  onStep: OnStep = ignore,
): Replay {
  const before = state.snapshot();
  let steps = 0;
  try {
    const tape = new ReadingTape(chunk.records);
    runChunk(state, facts, context, tape, noProposer, (report) => {
      steps++;
      onStep(report);
    });
    tape.end();
    const root = state.root();
    if (!equalBytes(root, chunk.root)) {
      throw new InvalidStep(
        INVALID.rootMismatch,
        `root ${toHex(chunk.root)}`,
        `root ${toHex(root)}`,
      );
    }
  } catch (error) {
    state.restore(before);
    if (!(error instanceof InvalidStep)) throw error;
    const { reason, given, expected } = error;
    const last = reason === INVALID.rootMismatch || reason === INVALID.recordLeftOver;
    return { ok: false, step: last ? steps - 1 : steps, reason, given, expected };
  }
  return { ok: true, atStart: readCursor(state).phase === PHASE.start, steps };
}

/** Runs steps until the chunk is full or a slot ended. Throws InvalidStep. */
export function runChunk(
  state: StatePort,
  facts: Facts,
  context: Context,
  tape: RecordTape,
  proposer: Proposer,
  onStep: OnStep,
): void {
  const { stepsPerRoot } = readParameters(state);
  for (let n = 0; n < stepsPerRoot; n++) {
    const report = step(state, facts, context, tape, proposer);
    onStep(report);
    if (report.kind === "end") return;
  }
}

/** Whether the facts that the next chunk begins with exist. */
function canStart(state: State, facts: Facts): boolean {
  const cursor = readCursor(state);
  if (cursor.phase !== PHASE.start) return true;
  const seal = facts.sealAfter(cursor.slot);
  return seal !== undefined && (seal.envelopes.length === 0 || seal.key !== undefined);
}

/** A verifier never decides: all that is open was posted. */
export const noProposer: Proposer = {
  clearing() {
    throw new InvalidStep(INVALID.recordMissing, "no record", "a clear record");
  },
  expiring() {
    throw new InvalidStep(INVALID.recordMissing, "no record", "an expire record");
  },
};

const ignore: OnStep = () => {};
