import type { Facts, SealFact } from "#protocol/facts";
import { readParameters } from "#protocol/leaves";
import { InvalidStep, ReadingTape } from "#protocol/records";
import { type Snapshot, State } from "#protocol/state";
import { step } from "#protocol/step";
import type { Context } from "#protocol/stepTypes";
import { noProposer } from "#protocol/trace";
import { encodeWitness, RecordingState } from "#protocol/witness";
import { beforeStep, nameOf, type StepName } from "./stepNames.ts";

/** A chunk's records run on the state before it, with all that a challenge of it needs. */
export interface Watched {
  readonly before: Snapshot;
  /** Behind the last step that succeeded. */
  readonly after: Snapshot;
  readonly records: Uint8Array;
  /** Of the steps that succeeded. */
  readonly names: readonly StepName[];
  readonly touched: ReadonlySet<number>;
  /** Why there is no post-state, if there is none. */
  readonly invalid: InvalidStep | undefined;
  readonly witness: Uint8Array;
  readonly used: UsedFacts;
}

export interface UsedFacts {
  /** What Start found; null if there is no such seal, undefined if no Start ran. */
  readonly seal: SealFact | null | undefined;
  readonly words: ReadonlyMap<number, Uint8Array>;
  /** The slot whose envelopes are applied. */
  readonly opened: SealFact | undefined;
  /** Sealed indices in the order of application, each once. */
  readonly envelopes: readonly number[];
}

/** Runs posted records as L1 does. */
export function watch(
  before: Snapshot,
  facts: Facts,
  context: Context,
  records: Uint8Array,
): Watched {
  const state = new State(before.root);
  const recording = new RecordingState(state);
  const noted = new NotingFacts(facts);
  const names: StepName[] = [];
  const envelopes: number[] = [];
  let invalid: InvalidStep | undefined;
  let after = before;
  try {
    const tape = new ReadingTape(records);
    const { stepsPerRoot } = readParameters(recording);
    for (let n = 0; n < stepsPerRoot; n++) {
      const about = beforeStep(state);
      const report = step(recording, noted, context, tape, noProposer);
      names.push(nameOf(report, about, facts, context));
      after = state.snapshot();
      if (report.kind === "operation" && envelopes.at(-1) !== report.sealed)
        envelopes.push(report.sealed);
      if (report.kind === "end") break;
    }
    tape.end();
  } catch (error) {
    if (!(error instanceof InvalidStep)) throw error;
    invalid = error;
  }
  const { touched } = recording;
  const used = { seal: noted.seal, words: noted.words, opened: noted.opened, envelopes };
  const witness = encodeWitness(before, touched);
  return { before, after, records, names, touched, invalid, witness, used };
}

/** Remembers what was asked. */
class NotingFacts implements Facts {
  readonly #facts: Facts;
  seal: SealFact | null | undefined;
  opened: SealFact | undefined;
  readonly words = new Map<number, Uint8Array>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  sealAfter(slot: number): SealFact | undefined {
    const seal = this.#facts.sealAfter(slot);
    this.seal = seal ?? null;
    return seal;
  }

  sealOf(slot: number): SealFact | undefined {
    this.opened = this.#facts.sealOf(slot);
    return this.opened;
  }

  inboxWord(index: number): Uint8Array | undefined {
    const word = this.#facts.inboxWord(index);
    if (word !== undefined) this.words.set(index, word);
    return word;
  }
}
