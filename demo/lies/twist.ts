import type { Clearing } from "#protocol/clearing";
import { PHASE, SIDE } from "#protocol/constants";
import type { Facts } from "#protocol/facts";
import { type Cursor, readCursor, readParameters, readPrice, writeLast } from "#protocol/leaves";
import { INVALID } from "#protocol/outcomes";
import { enter, enterAfterMarket } from "#protocol/phases";
import { BookProposer } from "#protocol/proposer";
import { InvalidStep, type RecordTape, WritingTape } from "#protocol/records";
import { State } from "#protocol/state";
import { step } from "#protocol/step";
import type { Context, Proposer, StepReport } from "#protocol/stepTypes";
import { type Chunk, replayChunk } from "#protocol/trace";
import type { Found, LieInput, Told } from "./lie.ts";

/** Where a trace may be bent. */
export interface Moment {
  readonly state: State;
  /** Before the step. */
  readonly cursor: Cursor;
  readonly tape: RecordTape;
}

/** How one run of the trace leaves the rules; whatever is not bent is run by them, from the state that the lie made. */
export interface Twist {
  readonly facts?: Facts;
  readonly context?: Context;
  clearing?(honest: Clearing): Clearing;
  /** A tape for one chunk. */
  tape?(honest: RecordTape): RecordTape;
  /** Steps of the chunk of that number, where they are not as many as they should be. */
  steps?(chunk: number, stepsPerRoot: number): number;
  /** May change the state; a report means that the step was taken. */
  before?(moment: Moment): StepReport | undefined;
  after?(moment: Moment, report: StepReport): void;
  /** What to post of what was run; undefined where it has no place for the lie. */
  rewrite?(chunks: readonly Chunk[]): readonly Chunk[] | undefined;
}

/** Runs the next slot under a twist; undefined if the twist bent nothing, or no slot is there to run. */
export function tellBy(input: LieInput, twist: Twist): Told | undefined {
  const state = new State(input.before.root);
  const seal = (twist.facts ?? input.facts).sealAfter(readCursor(state).slot);
  if (seal === undefined || (seal.envelopes.length > 0 && seal.key === undefined)) return undefined;
  const run = new TwistedRun(state, input, twist);
  const chunks: Chunk[] = [];
  do chunks.push(run.chunk(chunks.length));
  while (readCursor(state).phase !== PHASE.start);
  const posted = twist.rewrite === undefined ? chunks : twist.rewrite(chunks);
  if (posted === undefined) return undefined;
  const found = firstFault(input, posted);
  return found === undefined ? undefined : { chunks: posted, state, found };
}

/** Where the rules refuse the chunks of a claim. */
export function firstFault(
  { before, facts, context }: LieInput,
  chunks: readonly Chunk[],
): Found | undefined {
  const state = new State(before.root);
  for (const [n, chunk] of chunks.entries()) {
    const replay = replayChunk(state, facts, context, chunk);
    if (!replay.ok) return { chunk: n, step: replay.step, reason: replay.reason };
  }
  return undefined;
}

class TwistedRun {
  readonly #state: State;
  readonly #twist: Twist;
  readonly #facts: Facts;
  readonly #context: Context;
  readonly #book: BookProposer;
  readonly #proposer: Proposer;

  constructor(state: State, input: LieInput, twist: Twist) {
    this.#state = state;
    this.#twist = twist;
    this.#facts = twist.facts ?? input.facts;
    this.#context = twist.context ?? input.context;
    this.#book = BookProposer.fromState(state);
    this.#proposer = {
      clearing: (at, market) => {
        const honest = this.#book.clearing(at, market);
        return twist.clearing?.(honest) ?? honest;
      },
      expiring: (at, slot) => this.#book.expiring(at, slot),
    };
  }

  chunk(number: number): Chunk {
    const { stepsPerRoot } = readParameters(this.#state);
    const steps = this.#twist.steps?.(number, stepsPerRoot) ?? stepsPerRoot;
    const writing = new WritingTape();
    const tape = this.#twist.tape?.(writing) ?? writing;
    for (let n = 0; n < steps; n++) if (this.#step(tape).kind === "end") break;
    return { root: this.#state.root(), records: writing.bytes() };
  }

  #step(tape: RecordTape): StepReport {
    const moment: Moment = { state: this.#state, cursor: readCursor(this.#state), tape };
    const report = this.#twist.before?.(moment) ?? this.#takeStep(moment);
    this.#book.observe(report);
    this.#twist.after?.(moment, report);
    return report;
  }

  /** Goes on where the rules would not: a wrong clearing leads to places that no step leads out of. */
  #takeStep(moment: Moment): StepReport {
    try {
      return step(this.#state, this.#facts, this.#context, moment.tape, this.#proposer);
    } catch (error) {
      if (!(error instanceof InvalidStep)) throw error;
      if (error.reason === INVALID.nothingToFill) return passSide(moment);
      if (error.reason === INVALID.wrongClearing) return closeAnyway(moment);
      throw error;
    }
  }
}

/** Claims that a side was filled though nothing was left of it. */
function passSide({ state, cursor }: Moment): StepReport {
  const bids = cursor.phase === PHASE.fillBids;
  enter(state, cursor, bids ? PHASE.fillAsks : PHASE.close, cursor.market);
  const side = bids ? SIDE.buy : SIDE.sell;
  return { kind: "skip", ref: { market: cursor.market, side, tick: 0, position: 0 } };
}

/** Close without its check. */
function closeAnyway({ state, cursor }: Moment): StepReport {
  const { tick, fee } = readPrice(state);
  writeLast(state, cursor.market, tick);
  enterAfterMarket(state, cursor);
  return { kind: "close", market: cursor.market, tick, volume: 0, fee };
}
