import type { Hex } from "viem";
import type { ClaimNode } from "#l1/claims";
import { challengeData } from "#l1/proof";
import { dryRun, type RevertReason } from "#l1/revert";
import type { L1Client, Patience } from "#l1/rpc";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import { type Snapshot, State } from "#protocol/state";
import { replayChunk } from "#protocol/trace";
import { type BuiltProof, buildProof, NoSuchChunk } from "./buildProof.ts";
import type { ProofFile } from "./proofFile.ts";
import {
  type ReadOptions,
  type ReadSettlement,
  readSettlement,
  replayUpTo,
} from "./readSettlement.ts";

export interface ProveOptions extends ReadOptions {
  readonly claim: number;
  /** Within the claim, from 0. */
  readonly chunk: number;
}

export interface Proven extends BuiltProof {
  readonly file: ProofFile;
  readonly client: L1Client;
}

/** No claim of this number stands. */
export class ClaimUnknown extends WalrasError {
  constructor(given: number, tip: number) {
    super("claimUnknown", "claim", given, tip === 0 ? "none, since none stands" : `1 … ${tip}`);
  }
}

/** An earlier chunk is wrong already, and nobody has the state that this one begins from. */
export class EarlierChunkWrong extends WalrasError {
  constructor(given: string, wrong: string) {
    super("earlierChunkWrong", "chunk to prove", given, `${wrong}, which is wrong first`);
  }
}

/**
 * Builds the proof of any chunk of any claim that stands, right or wrong, from L1 alone.
 * Throws ClaimUnknown, NoSuchChunk, EarlierChunkWrong, Fault and L1Error.
 */
export async function prove(options: ProveOptions): Promise<Proven> {
  const read = await readSettlement(options);
  const { chainId, deployed, client, context, log } = read;
  const node = claimAt(log.claims.tip, options.claim);
  const before = stateBefore(read, node, options.chunk);
  const built = buildProof(context, log.facts, { node, chunk: options.chunk, before });
  const { challenger } = deployed;
  const settlement = options.settlement.toLowerCase();
  return { ...built, client, file: { chainId, settlement, challenger, proof: built.proof } };
}

/** Has L1 judge a proof without sending it; undefined if the claim would die. */
export async function tryProof(
  client: L1Client,
  { challenger, proof }: ProofFile,
  patience?: Patience,
): Promise<RevertReason | undefined> {
  const data = challengeData(proof, NOBODY);
  const call = { to: challenger as Hex, data, gas: BigInt(MAX_TRANSACTION_GAS) };
  return await dryRun(client, NOBODY, call, patience);
}

const NOBODY = `0x${"00".repeat(19)}01` as const;

function claimAt(tip: ClaimNode, index: number): ClaimNode {
  let node: ClaimNode | undefined = tip;
  while (node !== undefined && node.claim.index > index) node = node.parent;
  if (node === undefined || index < 1 || node.claim.index !== index)
    throw new ClaimUnknown(index, tip.claim.index);
  return node;
}

function stateBefore(read: ReadSettlement, node: ClaimNode, chunk: number): Snapshot {
  const { parent, chunks } = node;
  const { index } = node.claim;
  if (parent === undefined || chunks === undefined) throw new ClaimUnknown(index, index);
  if (chunk >= chunks.length) throw new NoSuchChunk(index, chunk, chunks.length);
  const given = `chunk ${chunk} of claim ${index}`;
  const { replayer, difference } = replayUpTo(read, parent);
  if (difference !== undefined) {
    throw new EarlierChunkWrong(given, `chunk ${difference.chunk} of claim ${difference.claim}`);
  }
  const state = new State(replayer.tipState.root);
  for (const [n, posted] of chunks.slice(0, chunk).entries()) {
    if (!replayChunk(state, read.log.facts, read.context, posted).ok)
      throw new EarlierChunkWrong(given, `chunk ${n} of claim ${index}`);
  }
  return state.snapshot();
}
