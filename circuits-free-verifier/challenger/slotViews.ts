import type { ClaimNode } from "#l1/claims";
import { PHASE } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import type { Facts } from "#protocol/facts";
import { readCursor, readParameters } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { ReadingTape, WritingTape } from "#protocol/records";
import type { State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { type Chunk, noProposer, type Replay, replayChunk } from "#protocol/trace";
import { type StepView, viewChunk } from "./stepViews.ts";

/** A chunk that a claim holds. */
export interface PostedChunk {
  readonly claim: number;
  /** Within the claim, from 0. */
  readonly chunk: number;
  readonly posted: Chunk;
}

/** A chunk of a slot as the rules make it, beside what was posted. */
export interface ChunkView {
  /** Undefined where no claim holds it, or where one before it was wrong. */
  readonly posted: PostedChunk | undefined;
  /** Why what was posted is wrong. */
  readonly difference: Exclude<Replay, { ok: true }> | undefined;
  readonly before: Uint8Array;
  /** None where the trace waits for a fact; too few where a wrong Clear, right as far as its chunk goes, left no next step. */
  readonly steps: readonly StepView[];
}

/** There is nothing to show of a slot. */
export class SlotUnknown extends WalrasError {
  constructor(slot: number, why: string) {
    super("slotUnknown", "slot", slot, why);
  }
}

/** The chunks of the claims after one up to another, in order. */
export function* chunksAfter(node: ClaimNode, tip: ClaimNode): Generator<PostedChunk> {
  const nodes: ClaimNode[] = [];
  for (let at: ClaimNode | undefined = tip; at !== undefined && at !== node; at = at.parent)
    nodes.push(at);
  for (const { claim, chunks } of nodes.reverse())
    for (const [chunk, posted] of (chunks ?? []).entries())
      yield { claim: claim.index, chunk, posted };
}

/**
 * Runs slot after slot from a state at Start up to the end of `slot`, and shows the chunks of that one. Claims are believed only as
 * far as they replay: after the first difference the rest is run from facts alone, as far as the rules lead from there.
 * @throws SlotUnknown
 */
export function* viewSlot(
  state: State,
  facts: Facts,
  context: Context,
  claimed: Iterator<PostedChunk>,
  slot: number,
): Generator<ChunkView> {
  let believed = true;
  while (!isBehind(state, slot)) {
    const posted: PostedChunk | undefined = believed ? claimed.next().value : undefined;
    const next = nextSlot(state, facts);
    if (next !== undefined ? next > slot : posted === undefined) throw notThere(slot);
    const before = state.root();
    const difference = judge(state, facts, context, posted);
    believed &&= posted !== undefined && difference === undefined;
    const records = believed ? posted?.posted.records : undefined;
    const steps = next === undefined ? [] : run(state, facts, context, records);
    if (next === undefined || next === slot) yield { posted, difference, before, steps };
    if (isStuck(state, steps)) return;
  }
}

const notThere = (slot: number): SlotUnknown =>
  new SlotUnknown(slot, "a sealed slot, with all before it revealed or void");

function isStuck(state: State, steps: readonly StepView[]): boolean {
  const ended = steps.at(-1)?.report.kind === "end";
  return !ended && steps.length < readParameters(state).stepsPerRoot;
}

const isBehind = (state: State, slot: number): boolean => {
  const cursor = readCursor(state);
  return cursor.slot >= slot && cursor.phase === PHASE.start;
};

/** The slot that the next chunk is of; undefined where the trace waits for a fact. */
function nextSlot(state: State, facts: Facts): number | undefined {
  const cursor = readCursor(state);
  if (cursor.phase !== PHASE.start) return cursor.slot;
  const seal = facts.sealAfter(cursor.slot);
  const open = seal !== undefined && (seal.envelopes.length === 0 || seal.key !== undefined);
  return open ? seal.slot : undefined;
}

/** Judges a posted chunk; the state stays. */
function judge(
  state: State,
  facts: Facts,
  context: Context,
  posted: PostedChunk | undefined,
): ChunkView["difference"] {
  if (posted === undefined) return undefined;
  const before = state.snapshot();
  const replay = replayChunk(state, facts, context, posted.posted);
  state.restore(before);
  return replay.ok ? undefined : replay;
}

/** The next chunk, by posted records or, without them, as a claimant would make it. */
function run(
  state: State,
  facts: Facts,
  context: Context,
  records: Uint8Array | undefined,
): StepView[] {
  return records === undefined
    ? viewChunk(state, facts, context, new WritingTape(), BookProposer.fromState(state))
    : viewChunk(state, facts, context, new ReadingTape(records), noProposer);
}

/** Where a chunk was posted: "claim 3 chunk 0". */
export const placeText = (posted: PostedChunk | undefined): string =>
  posted === undefined ? "not claimed" : `claim ${posted.claim} chunk ${posted.chunk}`;
