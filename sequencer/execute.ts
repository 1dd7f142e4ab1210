import { equalBytes, toHex } from "#protocol/bytes";
import type { Deployment } from "#protocol/config";
import { FEE_ASSET } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import type { Facts } from "#protocol/facts";
import { genesisState } from "#protocol/genesis";
import { signerLeaf } from "#protocol/layout";
import { readBalance, readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { type LeafBytes, type Snapshot, State } from "#protocol/state";
import type { Context, StepReport } from "#protocol/stepTypes";
import { type Chunk, type OnStep, produceChunk } from "#protocol/trace";
import { isZeroLeaf, leafAt, leafOfBytes, type TreeNode } from "#protocol/tree";
import { StoreError } from "../storage/errors.ts";
import type { Accounts } from "./admission.ts";
import { type Comparison, compareFacts, factsHash } from "./factsHash.ts";
import { type SlotFigures, SlotTally } from "./figures.ts";
import { SlotRecorder } from "./history/recorder.ts";
import { FinalState, undone } from "./roots/finalState.ts";
import type { LeafChange } from "./store/changes.ts";
import type { ExecutedRow, SlotTrace, TracedChunk } from "./store/trace.ts";
import { replayed, restOfSlot, traced } from "./tracing.ts";

/** The part of the store that execution reads and writes. */
export interface TraceStore {
  executed(): ExecutedRow[];
  leaves(): Iterable<{ gindex: number; bytes: Uint8Array }>;
  save(trace: SlotTrace, from: number, startOver: boolean): void;
  chunksFrom(from: number, limit: number): TracedChunk[];
  replace(from: number, chunks: readonly TracedChunk[]): void;
  changes(after: number, upTo: number): Iterable<LeafChange>;
}

export interface ExecutorParts {
  readonly deployment: Deployment;
  readonly context: Context;
  readonly facts: Facts;
  readonly store: TraceStore;
  /** Chunks after which others get a turn. */
  readonly chunksPerTurn: number;
}

/** Slots of which the state behind is kept, to judge claims by. */
const MOST_STARTS = 64;

/**
 * Runs the trace as far as L1's facts go. A slot's chunks and the state behind it are written in one transaction, so the
 * state in the store always stands at Start.
 */
export class Executor implements Accounts {
  readonly #parts: ExecutorParts;
  #state: State;
  #proposer: BookProposer;
  /** The state behind the last executed slot, while the next one is half way. */
  #settled: State;
  #executed: ExecutedRow[];
  #final: FinalState;
  /** A state from before this process began, by the slot that it is behind. */
  #revived: { readonly slot: number; readonly root: TreeNode } | undefined;
  /** States at Start by the number of chunks before them, oldest first. */
  readonly #starts = new Map<number, Snapshot>();
  /** What the store holds is to be replaced by a trace from genesis. */
  #startOver = false;

  /** @throws StoreError (inconsistent) where the stored state is not the one that was executed */
  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#executed = parts.store.executed();
    this.#state = this.#load();
    this.#proposer = BookProposer.fromState(this.#state);
    this.#settled = copyOf(this.#state);
    this.#final = FinalState.behind(parts.store, this.settled);
    this.#keepStart();
  }

  /** Last executed slot; 0 before the first. */
  get slot(): number {
    return this.#executed.at(-1)?.slot ?? 0;
  }

  /** Chunks of the trace so far. */
  get chunks(): number {
    return this.#executed.at(-1)?.chunksEnd ?? 0;
  }

  get root(): Uint8Array {
    return this.#settled.root();
  }

  /** What was executed is forgotten, and the store holds it until the first slot of the new trace is there. */
  get startsOver(): boolean {
    return this.#startOver;
  }

  /** The state behind the last executed slot, hashed. */
  get settled(): TreeNode {
    return this.#settled.snapshot().root;
  }

  /** The state behind a final slot, which is executed; slots never fall from one call to the next. */
  finalState(slot: number): TreeNode {
    return this.#final.at(slot, this.settled);
  }

  /** The state behind one of the last slots executed, which ends at `chunks`; undefined where it is not at hand. */
  stateBehind(slot: number, chunks: number): TreeNode | undefined {
    const kept = this.#starts.get(chunks)?.root;
    if (kept !== undefined || slot >= this.slot || this.#startOver) return kept;
    if (this.#revived?.slot === slot) return this.#revived.root;
    const at = this.#executed.findIndex((row) => row.slot === slot);
    if (at < 0 || this.#executed.length - at > MOST_STARTS) return undefined;
    this.#revived = { slot, root: undone(this.#parts.store, this.settled, slot) };
    return this.#revived.root;
  }

  signerOf(account: number): Uint8Array | undefined {
    const leaf = this.#settled.get(signerLeaf(account));
    return isZeroLeaf(leaf) ? undefined : leaf.root.slice(0, 20);
  }

  feesAvailable(account: number): number {
    return readBalance(this.#settled, account, FEE_ASSET).available;
  }

  /** Executes the next slot if its facts are there; gives others a turn between chunks. */
  async next(): Promise<SlotFigures | undefined> {
    const { facts, context, store } = this.#parts;
    const start = readCursor(this.#state);
    const seal = facts.sealAfter(start.slot);
    if (seal === undefined || (seal.envelopes.length > 0 && seal.key === undefined))
      return undefined;
    const before = this.#state.snapshot();
    const hash = factsHash(context.crypto, facts, seal, start.inboxCursor);
    const tally = new SlotTally(this.#state);
    const recorder = new SlotRecorder(this.#state, facts);
    const observe = (report: StepReport): void => {
      tally.observe(report);
      recorder.observe(report);
    };
    const chunks = await this.#runSlot(seal.slot, observe).catch((error: unknown) => error);
    // To store a large slot takes a while: whoever waits by now is served before. A turn to take in, one to commit.
    await othersTurn();
    await othersTurn();
    const now = facts.sealAfter(start.slot);
    const still =
      now !== undefined &&
      equalBytes(hash, factsHash(context.crypto, facts, now, start.inboxCursor));
    if (!Array.isArray(chunks) || !still) {
      // A reorganisation took the facts away under the slot: forget it and wait for them to come back.
      this.#restart(() => this.#state.restore(before));
      if (still) throw chunks;
      return undefined;
    }
    const figures = tally.figures(chunks.length);
    const trace: SlotTrace = {
      slot: seal.slot,
      chunks,
      facts: hash,
      inboxStart: start.inboxCursor,
      root: this.#state.root(),
      leaves: changesFrom(before.root, this.#state.takeUnsaved()),
      figures,
      history: recorder.history(),
    };
    const from = this.chunks;
    try {
      store.save(trace, from, this.#startOver);
    } catch (error) {
      this.#restart(() => this.#state.restore(before));
      throw error;
    }
    this.#startOver = false;
    const { slot, inboxStart, root } = trace;
    this.#executed.push({ slot, chunksEnd: from + chunks.length, inboxStart, facts: hash, root });
    this.#settled = copyOf(this.#state);
    this.#keepStart();
    return figures;
  }

  /** What became of the executed facts in a reorganisation. */
  compare(): Comparison {
    return compareFacts(this.#parts.context.crypto, this.#parts.facts, this.#executed);
  }

  /** First chunk of an executed slot, by number in the trace. */
  chunksBefore(slot: number): number {
    const at = this.#executed.findIndex((row) => row.slot === slot);
    return this.#executed[at - 1]?.chunksEnd ?? 0;
  }

  /** The end of an executed slot; undefined where it is not kept. */
  endOf(slot: number): { readonly chunks: number; readonly root: Uint8Array } | undefined {
    const row = this.#executed.find((one) => one.slot === slot);
    return row === undefined ? undefined : { chunks: row.chunksEnd, root: row.root };
  }

  /**
   * Whether chunks that somebody claimed run right from chunk `from` of the trace; undefined where no state before it is kept. If
   * they are right and yet others than the own, as the rules leave a choice, the own trace takes them over and goes on from them.
   */
  adopt(from: number, posted: readonly Chunk[]): boolean | undefined {
    const { facts, context, store } = this.#parts;
    const state = this.#stateAt(from);
    if (state === undefined) return undefined;
    const claimed = replayed(state, facts, context, posted);
    if (claimed === undefined) return false;
    const chunks = [...claimed, ...restOfSlot(state, facts, context)];
    const end = this.#executed.find((row) => row.chunksEnd === from + chunks.length);
    if (end === undefined || !equalBytes(end.root, state.root())) return false;
    store.replace(from, chunks);
    return true;
  }

  /** The state before chunk `from`, by way of the trace from a Start that is kept. */
  #stateAt(from: number): State | undefined {
    const { facts, context, store } = this.#parts;
    const before = [...this.#starts].filter(([chunks]) => chunks <= from).at(-1);
    if (before === undefined) return undefined;
    const [start, snapshot] = before;
    const state = new State(snapshot.root);
    const own = store.chunksFrom(start, from - start);
    return replayed(state, facts, context, own) === undefined ? undefined : state;
  }

  #keepStart(): void {
    this.#starts.set(this.chunks, this.#state.snapshot());
    for (const oldest of this.#starts.keys()) {
      if (this.#starts.size <= MOST_STARTS) break;
      this.#starts.delete(oldest);
    }
  }

  /**
   * Forgets the trace: it will be run again from genesis and then replace what is stored.
   * @throws FactsForgotten where the first facts are not at hand any more
   */
  startOver(): void {
    const first = this.#parts.facts.sealAfter(0);
    if (first === undefined && this.#executed.length > 0) throw new FactsForgotten(this.slot);
    this.#restart(() => {
      this.#state = tracked(genesisState(this.#parts.deployment));
    });
    this.#executed = [];
    this.#startOver = true;
    this.#settled = copyOf(this.#state);
    this.#final = new FinalState(this.#parts.store, this.settled);
    this.#revived = undefined;
    this.#starts.clear();
    this.#keepStart();
  }

  /** Forgets rows that the store has pruned. */
  pruned(): void {
    if (!this.#startOver) this.#executed = this.#parts.store.executed();
  }

  async #runSlot(slot: number, observe: OnStep): Promise<TracedChunk[]> {
    const { facts, context, chunksPerTurn } = this.#parts;
    const chunks: TracedChunk[] = [];
    do {
      if (chunks.length > 0 && chunks.length % chunksPerTurn === 0) await othersTurn();
      const chunk = produceChunk(this.#state, facts, context, this.#proposer, (report) => {
        this.#proposer.observe(report);
        observe(report);
      });
      if (chunk === undefined) throw new RangeError(`slot ${slot} waits for a fact amid its trace`);
      chunks.push(traced(this.#state, chunk));
    } while (chunks.at(-1)?.atStart !== true);
    return chunks;
  }

  #restart(reset: () => void): void {
    reset();
    this.#state.takeUnsaved();
    this.#proposer = BookProposer.fromState(this.#state);
  }

  #load(): State {
    const last = this.#executed.at(-1);
    const genesis = genesisState(this.#parts.deployment);
    if (last === undefined) return tracked(genesis);
    // No leaf of genesis ever becomes zero, so a stored leaf is in every place where the state differs from it.
    const state = genesis;
    for (const { gindex, bytes } of this.#parts.store.leaves())
      state.set(gindex, leafOfBytes(bytes));
    if (!equalBytes(state.root(), last.root)) {
      const given = `leaves with root ${toHex(state.root())}`;
      throw new StoreError(
        "inconsistent",
        "state",
        given,
        `root ${toHex(last.root)} of slot ${last.slot}`,
      );
    }
    return tracked(state);
  }
}

/** The trace must run again from genesis, but the first facts were dropped as final. */
export class FactsForgotten extends WalrasError {
  constructor(slot: number) {
    super("factsForgotten", "facts up to slot", slot, "a restart, which reads them from L1 again");
  }
}

/** From here on the state remembers what it has to save; what it holds already is known. */
function tracked(state: State): State {
  state.root();
  state.trackWrites();
  return state;
}

/** Leaves that differ from a tree, before and after. */
function changesFrom(root: TreeNode, leaves: readonly LeafBytes[]): LeafChange[] {
  return leaves.flatMap(({ gindex, bytes: after }) => {
    const before = leafAt(root, gindex).root;
    return equalBytes(before, after) ? [] : [{ gindex, before, after }];
  });
}

/** The same state, which later writes to the original do not reach. */
const copyOf = (state: State): State => new State(state.snapshot().root);

const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
