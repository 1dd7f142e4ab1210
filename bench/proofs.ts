import { type ClaimNode, genesisNode } from "#l1/claims";
import { challengeData } from "#l1/proof";
import { claimTreeRoot } from "#protocol/claim";
import { MAX_CHUNKS } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { BookProposer } from "#protocol/proposer";
import { State } from "#protocol/state";
import { type Chunk, produceChunk, replayChunk } from "#protocol/trace";
import { buildProof } from "../circuits-free-verifier/challenger/buildProof.ts";
import { MemoryFacts } from "./memoryFacts.ts";
import { sealSlots } from "./sealedOrders.ts";
import { makeWorld } from "./world.ts";

export interface ProofResult {
  readonly chunks: number;
  readonly stepsPerRoot: number;
  /** From the state before the claim up to the chunk; processor time, which other load on the machine does not stretch. */
  readonly replaySeconds: number;
  /** The proof itself, encoded as a call; likewise. */
  readonly buildSeconds: number;
  readonly calldataBytes: number;
}

const ACCOUNTS = 991;
const NOBODY = `0x${"00".repeat(20)}` as const;

/** Proves the last chunk of a claim of 1,000 wrong, beginning with nothing but the state before the claim. */
export function benchProof(crypto: Crypto, orders: number, stepsPerRoot: number): ProofResult {
  const world = makeWorld(crypto, ACCOUNTS, stepsPerRoot);
  const facts = new MemoryFacts();
  sealSlots(world, facts, orders);
  const genesis = world.state.snapshot();
  const node = lyingClaim(world, facts);
  // A context of its own, so that no envelope is opened yet.
  const context = { ...world.context };
  const start = cpuSeconds();
  const state = new State(genesis.root);
  const chunks = node.chunks ?? [];
  for (const [n, chunk] of chunks.slice(0, -1).entries()) {
    if (!replayChunk(state, facts, context, chunk).ok) throw new RangeError(`chunk ${n} is wrong`);
  }
  const replayed = cpuSeconds();
  const place = { node, chunk: chunks.length - 1, before: state.snapshot() };
  const { proof, reason } = buildProof(context, facts, place);
  const data = challengeData(proof, NOBODY);
  const built = cpuSeconds();
  if (reason === undefined) throw new RangeError("the last chunk is right");
  return {
    chunks: chunks.length,
    stepsPerRoot,
    replaySeconds: replayed - start,
    buildSeconds: built - replayed,
    calldataBytes: data.length / 2 - 1,
  };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** A full claim whose last root is wrong. */
function lyingClaim(
  { state, context }: ReturnType<typeof makeWorld>,
  facts: MemoryFacts,
): ClaimNode {
  const parent = genesisNode(state.root());
  const proposer = BookProposer.fromState(state);
  const chunks: Chunk[] = [];
  while (chunks.length < MAX_CHUNKS) {
    const chunk = produceChunk(state, facts, context, proposer, (report) =>
      proposer.observe(report),
    );
    if (chunk === undefined) throw new RangeError(`only ${chunks.length} chunks in all orders`);
    chunks.push(chunk);
  }
  const stateRoot = new Uint8Array(32);
  chunks[MAX_CHUNKS - 1] = { ...(chunks.at(-1) as Chunk), root: stateRoot };
  const chunkRoot = claimTreeRoot(context.crypto, chunks);
  const parentHash = parent.hash;
  const claim = { ...parent.claim, index: 1, parentHash, chunkRoot, stateRoot, chunkCount: 1_000 };
  return { claim, hash: new Uint8Array(32), parent, chunks, blockNumber: 1 };
}
