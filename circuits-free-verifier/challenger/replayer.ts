import type { ClaimLog, ClaimNode } from "#l1/claims";
import type { FactLog } from "#l1/facts";
import { WalrasError } from "#protocol/errors";
import { readCursor } from "#protocol/leaves";
import { type Invalid, outcomeName } from "#protocol/outcomes";
import type { Snapshot, State } from "#protocol/state";
import type { Context, StepReport } from "#protocol/stepTypes";
import { type Chunk, replayChunk } from "#protocol/trace";

/** What replaying came to, from genesis on. */
export interface Counts {
  /** Slots executed to their end. */
  readonly slots: number;
  readonly claims: number;
  /** Each has one root, compared with the one posted. */
  readonly chunks: number;
  readonly steps: number;
  readonly envelopes: number;
  /** Orders filled, each side counted. */
  readonly fills: number;
}

/** The first place where a posted claim is not what the rules make of the facts. */
export class Difference extends WalrasError {
  readonly slot: number;
  readonly claim: number;
  /** Within the claim, from 0. */
  readonly chunk: number;
  /** Within the chunk, from 0. */
  readonly step: number;
  readonly reason: Invalid;

  constructor(
    place: {
      readonly slot: number;
      readonly claim: number;
      readonly chunk: number;
      readonly step: number;
    },
    reason: Invalid,
    given: string,
    expected: string,
  ) {
    const { slot, claim, chunk, step } = place;
    const where = `slot ${slot}, claim ${claim}, chunk ${chunk}, step ${step}`;
    super("difference", `${where}: ${outcomeName(reason)}`, given, expected);
    this.slot = slot;
    this.claim = claim;
    this.chunk = chunk;
    this.step = step;
    this.reason = reason;
  }
}

/** A rollback to before the oldest state kept. */
export class StatesForgotten extends WalrasError {
  constructor(claim: number) {
    super("statesForgotten", "claim to rewind to", claim, "one of the newest; start over from L1");
  }
}

/** What the replayer needs of the claims: the log itself, or a part of it. */
export type ClaimChain = Pick<
  ClaimLog,
  "tip" | "finalised" | "exit" | "forgetChunks" | "forgetBefore"
>;

/** Where a claim is wrong first. */
export interface Wrong {
  readonly node: ClaimNode;
  /** Within the claim, from 0. */
  readonly chunk: number;
  /** The state that the chunk begins from. */
  readonly before: Snapshot;
}

/** A claim that replayed right, and the states to go on from. */
interface Verified {
  readonly counts: Counts;
  readonly snapshot: Snapshot;
  /** The last state at Start, up to and including this claim. */
  readonly atStart: Snapshot;
}

const NOTHING: Counts = { slots: 0, claims: 0, chunks: 0, steps: 0, envelopes: 0, fills: 0 };
const DEFAULT_STATES = 32;

/** Replays living claims from facts, and rewinds with them when claims die or L1 reorganises. */
export class Replayer {
  readonly #context: Context;
  readonly #facts: FactLog;
  readonly #claims: ClaimChain;
  readonly #state: State;
  readonly #mostStates: number;
  /** Those used last come last; a claim that died stays until it is pushed out. */
  readonly #verified = new Map<ClaimNode, Verified>();
  #at: ClaimNode;
  #wrong: Wrong | undefined;

  /**
   * @param genesis state that `claims` begins with; the replayer's own from now on
   * @param mostStates claims whose states are kept for rewinding
   */
  constructor(
    context: Context,
    facts: FactLog,
    claims: ClaimChain,
    genesis: State,
    mostStates: number = DEFAULT_STATES,
  ) {
    this.#context = context;
    this.#facts = facts;
    this.#claims = claims;
    this.#state = genesis;
    this.#mostStates = mostStates;
    this.#at = claims.tip;
    const snapshot = genesis.snapshot();
    this.#verified.set(this.#at, { counts: NOTHING, snapshot, atStart: snapshot });
  }

  /** Of the newest claim verified. */
  get counts(): Counts {
    return this.#current().counts;
  }

  /** The last state at Start, up to the newest claim verified. */
  get stateAtStart(): Snapshot {
    return this.#current().atStart;
  }

  /** The state that everybody leaves with; undefined until it is fixed. */
  get exitState(): Snapshot | undefined {
    const { exit } = this.#claims;
    if (exit === undefined) return undefined;
    for (const [node, { snapshot }] of this.#verified) {
      if (node.claim.index === exit) return snapshot;
    }
    throw new StatesForgotten(exit);
  }

  /** The chunk at which the last advance() stopped, if it did. */
  get wrong(): Wrong | undefined {
    return this.#wrong;
  }

  /** The newest claim verified. */
  get verified(): ClaimNode {
    return this.#at;
  }

  /** The state behind the newest claim verified. */
  get tipState(): Snapshot {
    return this.#current().snapshot;
  }

  /** Root of the newest claim verified. */
  get root(): Uint8Array {
    return this.#at.claim.stateRoot;
  }

  /**
   * Replays all claims up to the tip. The first difference stops it there; a later call, when the claim may have died or
   * facts arrived, goes on from the claim before.
   * @param onChunk called after every chunk with the counts so far
   */
  advance(onChunk: (counts: Counts) => void = () => {}): Difference | undefined {
    this.#wrong = undefined;
    const pending: ClaimNode[] = [];
    let node: ClaimNode | undefined = this.#claims.tip;
    while (node !== undefined && !this.#verified.has(node)) {
      pending.push(node);
      node = node.parent;
    }
    if (node === undefined) throw new StatesForgotten(pending.at(-1)?.claim.index ?? 0);
    if (node !== this.#at) this.#rewind(node);
    for (const next of pending.reverse()) {
      const difference = this.#replay(next, onChunk);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  /** Frees facts and claims that no state kept needs any more. */
  forget(): void {
    const kept = [...this.#verified.keys()];
    const oldest = kept.reduce((a, b) => (b.claim.index < a.claim.index ? b : a), this.#at);
    if (oldest.claim.index <= this.#claims.finalised) this.#claims.forgetBefore(oldest);
    this.#facts.forgetBefore(oldest.claim.slot);
  }

  #rewind(to: ClaimNode): void {
    this.#at = to;
    const verified = this.#current();
    this.#state.restore(verified.snapshot);
    // Anew, as the youngest.
    this.#verified.delete(to);
    this.#verified.set(to, verified);
  }

  #current(): Verified {
    const found = this.#verified.get(this.#at);
    if (found === undefined) throw new StatesForgotten(this.#at.claim.index);
    return found;
  }

  #replay(node: ClaimNode, onChunk: (counts: Counts) => void): Difference | undefined {
    const before = this.#current();
    const counter = new Counter(before.counts);
    let { atStart } = before;
    if (node.chunks === undefined) throw new StatesForgotten(node.claim.index);
    for (const [n, chunk] of node.chunks.entries()) {
      const difference = this.#replayChunk(node, n, chunk, counter);
      if (difference !== undefined) {
        this.#wrong = { node, chunk: n, before: this.#state.snapshot() };
        this.#state.restore(before.snapshot);
        return difference;
      }
      if (counter.ended) atStart = this.#state.snapshot();
      onChunk(counter.counts());
    }
    counter.claims++;
    this.#verified.set(node, {
      counts: counter.counts(),
      snapshot: this.#state.snapshot(),
      atStart,
    });
    this.#at = node;
    this.#claims.forgetChunks(node);
    for (const oldest of this.#verified.keys()) {
      if (this.#verified.size <= this.#mostStates) break;
      if (oldest.claim.index === this.#claims.exit) continue;
      this.#verified.delete(oldest);
    }
    return undefined;
  }

  #replayChunk(node: ClaimNode, n: number, chunk: Chunk, counter: Counter): Difference | undefined {
    let { slot } = readCursor(this.#state);
    counter.ended = false;
    const result = replayChunk(this.#state, this.#facts, this.#context, chunk, (report) => {
      if (report.kind === "start") slot = report.slot;
      counter.step(report);
    });
    counter.chunks++;
    if (result.ok) return undefined;
    const { step, reason, given, expected } = result;
    return new Difference(
      { slot, claim: node.claim.index, chunk: n, step },
      reason,
      given,
      expected,
    );
  }
}

class Counter {
  slots: number;
  claims: number;
  chunks: number;
  steps: number;
  envelopes: number;
  fills: number;
  /** The last step ended a slot. */
  ended = false;

  constructor(from: Counts) {
    this.slots = from.slots;
    this.claims = from.claims;
    this.chunks = from.chunks;
    this.steps = from.steps;
    this.envelopes = from.envelopes;
    this.fills = from.fills;
  }

  step(report: StepReport): void {
    this.steps++;
    if (report.kind === "start") this.envelopes += report.envelopes;
    else if (report.kind === "fill") this.fills++;
    else if (report.kind === "end") {
      this.slots++;
      this.ended = true;
    }
  }

  counts(): Counts {
    const { slots, claims, chunks, steps, envelopes, fills } = this;
    return { slots, claims, chunks, steps, envelopes, fills };
  }
}
