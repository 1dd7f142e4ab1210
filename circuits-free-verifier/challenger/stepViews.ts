import type { OrderRef } from "#protocol/book";
import type { Clearing } from "#protocol/clearing";
import type { Facts } from "#protocol/facts";
import { readCursor, readParameters } from "#protocol/leaves";
import { type FillRecord, InvalidStep, type RecordTape } from "#protocol/records";
import type { State, StatePort } from "#protocol/state";
import { step } from "#protocol/step";
import type { Context, Proposer, StepReport } from "#protocol/stepTypes";
import type { Leaf } from "#protocol/tree";
import { factText, targetText } from "./factText.ts";
import { type LeafChange, phaseName } from "./leafText.ts";

/** One step as it can be checked by hand. */
export interface StepView {
  /** Phase of the cursor before it. */
  readonly phase: string;
  readonly report: StepReport;
  /** What of L1 it read. */
  readonly fact: string | undefined;
  /** What of the claim it read. */
  readonly record: string | undefined;
  /** Read or written, by generalised index. */
  readonly leaves: readonly LeafChange[];
  /** Of the state after it. */
  readonly root: Uint8Array;
}

/**
 * Runs one chunk step by step, as far as the rules lead: a Clear that was taken on trust may lead to a place without a next step. The
 * state is then half written.
 */
export function viewChunk(
  state: State,
  facts: Facts,
  context: Context,
  tape: RecordTape,
  proposer: Proposer,
): StepView[] {
  const { stepsPerRoot } = readParameters(state);
  // What a proposer looks at is no part of the step.
  const aside: Proposer = {
    clearing: (_, market) => proposer.clearing(state, market),
    expiring: (_, slot) => proposer.expiring(state, slot),
  };
  const views: StepView[] = [];
  while (views.length < stepsPerRoot && views.at(-1)?.report.kind !== "end") {
    const phase = phaseName(readCursor(state).phase);
    const watched = new WatchedState(state);
    const told = new ToldTape(tape);
    const report = stepIfAny(() => step(watched, facts, context, told, aside));
    if (report === undefined) return views;
    const { slot } = readCursor(state);
    const fact = factText(report, slot, facts, context);
    const leaves = watched.changes();
    views.push({ phase, report, fact, record: told.text, leaves, root: state.root() });
  }
  return views;
}

function stepIfAny(run: () => StepReport): StepReport | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidStep) return undefined;
    throw error;
  }
}

/** Remembers each leaf as it was when it was first touched. */
class WatchedState implements StatePort {
  readonly #state: StatePort;
  readonly #before = new Map<number, Leaf>();

  constructor(state: StatePort) {
    this.#state = state;
  }

  get(gindex: number): Leaf {
    const leaf = this.#state.get(gindex);
    if (!this.#before.has(gindex)) this.#before.set(gindex, leaf);
    return leaf;
  }

  set(gindex: number, leaf: Leaf): void {
    this.get(gindex);
    this.#state.set(gindex, leaf);
  }

  changes(): LeafChange[] {
    return [...this.#before]
      .sort(([a], [b]) => a - b)
      .map(([gindex, before]) => ({ gindex, before, after: this.#state.get(gindex) }));
  }
}

/** Remembers, for people, the record that a step read or wrote. */
class ToldTape implements RecordTape {
  text: string | undefined;
  readonly #tape: RecordTape;

  constructor(tape: RecordTape) {
    this.#tape = tape;
  }

  clearing(decide: () => Clearing): Clearing {
    const clearing = this.#tape.clearing(decide);
    this.text = `clear at tick ${clearing.tick}, ${clearing.volume} lots`;
    return clearing;
  }

  expiry(decide: () => OrderRef): OrderRef {
    const ref = this.#tape.expiry(decide);
    this.text = `expire ${targetText(ref)}`;
    return ref;
  }

  fill(record: FillRecord): void {
    this.#tape.fill(record);
    this.text = `fill account ${record.account} with ${record.lots} lots`;
  }
}
