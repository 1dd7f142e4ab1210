import { encodeClaim } from "#l1/claimHash";
import type { ClaimNode } from "#l1/claims";
import type { Opening, Proof } from "#l1/proof";
import { equalBytes, hexToBytes, toHex } from "#protocol/bytes";
import { chunkData, chunkProof } from "#protocol/claim";
import { envelopeProof } from "#protocol/envelopeTree";
import { EncodingError, WalrasError } from "#protocol/errors";
import type { Facts } from "#protocol/facts";
import { readCursor } from "#protocol/leaves";
import { INVALID, type Invalid } from "#protocol/outcomes";
import { type Snapshot, State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { witnessChunk } from "#protocol/witnessChunk";

/** One chunk of a claim, and the state that its records run on. */
export interface ChunkPlace {
  /** With its chunks and its parent. */
  readonly node: ClaimNode;
  /** Within the claim, from 0. */
  readonly chunk: number;
  readonly before: Snapshot;
}

export interface BuiltProof {
  readonly proof: Proof;
  /** Why L1 will judge the chunk wrong; undefined where it is right. */
  readonly reason: Invalid | undefined;
  /** Root that the chunk runs to; undefined where it has none. */
  readonly expected: Uint8Array | undefined;
}

/** The claim has no such chunk. */
export class NoSuchChunk extends WalrasError {
  constructor(claim: number, given: number, count: number) {
    super("noSuchChunk", `chunk of claim ${claim}`, given, `0 … ${count - 1}`);
  }
}

/** The chunk begins from a state that nobody has: one before it is wrong. */
export class UnknownPreState extends WalrasError {
  constructor(claim: number, chunk: number, given: Uint8Array, expected: Uint8Array) {
    const what = `root before chunk ${chunk} of claim ${claim}`;
    super("unknownPreState", what, toHex(given), `${toHex(expected)}; challenge an earlier chunk`);
  }
}

/**
 * Everything that L1 needs to judge a chunk, right or wrong. The witness holds what the posted records touch, up to where
 * they fail if they do.
 * Throws NoSuchChunk, UnknownPreState.
 */
export function buildProof(context: Context, facts: Facts, place: ChunkPlace): BuiltProof {
  const { node, chunk } = place;
  const { claim, parent, chunks } = node;
  if (parent === undefined || chunks === undefined) {
    throw new EncodingError(`claim ${claim.index}`, "forgotten", "its chunks and its parent");
  }
  const posted = chunks[chunk];
  if (posted === undefined) throw new NoSuchChunk(claim.index, chunk, chunks.length);
  const previous = chunks[chunk - 1];
  const state = new State(place.before.root);
  const preRoot = previous?.root ?? parent.claim.stateRoot;
  if (!equalBytes(preRoot, state.root()))
    throw new UnknownPreState(claim.index, chunk, preRoot, state.root());

  const open = (index: number): Opening => {
    const data = chunkData(chunks[index] ?? posted);
    return { data, siblings: chunkProof(context.crypto, chunks, index) };
  };
  let { slot } = readCursor(state);
  const sealed = new Set<number>();
  const { witness, invalid } = witnessChunk(state, facts, context, posted.records, (report) => {
    if (report.kind === "start") slot = report.slot;
    else if (report.kind === "operation") sealed.add(report.sealed);
  });
  const root = invalid === undefined ? state.root() : undefined;
  const differs = root !== undefined && !equalBytes(root, posted.root);
  return {
    proof: {
      claim,
      chunk,
      before:
        previous === undefined
          ? { data: hexToBytes(encodeClaim(parent.claim)), siblings: [] }
          : open(chunk - 1),
      opened: open(chunk),
      envelopes: [...sealed].map((index) => openEnvelope(context, facts, slot, index)),
      witness,
    },
    reason: invalid?.reason ?? (differs ? INVALID.rootMismatch : undefined),
    expected: root,
  };
}

function openEnvelope({ crypto }: Context, facts: Facts, slot: number, index: number): Opening {
  const envelopes = facts.sealOf(slot)?.envelopes ?? [];
  const data = envelopes[index];
  if (data === undefined)
    throw new EncodingError(`envelope ${index} of slot ${slot}`, undefined, "a sealed envelope");
  return { data, siblings: envelopeProof(crypto, envelopes, index) };
}
