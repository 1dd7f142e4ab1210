import type { ClaimNode } from "#l1/claims";
import { State } from "#protocol/state";
import { type ReadOptions, readSettlement, replayUpTo } from "./readSettlement.ts";
import type { Difference } from "./replayer.ts";
import { type ChunkView, chunksAfter, SlotUnknown, viewSlot } from "./slotViews.ts";

export interface ReplayOptions extends ReadOptions {
  readonly slot: number;
}

/** A slot as L1's facts make it. */
export interface SlotReplay {
  readonly chainId: number;
  /** L1's newest block. */
  readonly block: number;
  readonly finalisedClaim: number;
  /** A claim before the slot's own that is wrong already: from there on facts alone were followed. */
  readonly earlier: Difference | undefined;
  /** To be run through once; throws SlotUnknown where L1 has no such slot. */
  readonly chunks: Iterable<ChunkView>;
}

/**
 * Runs one slot again from L1 alone, with all that it read, touched and came to.
 * Throws Fault where L1's facts contradict each other, and L1Error where L1 could not be asked.
 */
export async function replaySlot(options: ReplayOptions): Promise<SlotReplay> {
  const { slot } = options;
  const read = await readSettlement(options);
  const { chainId, context, log, block } = read;
  const { facts, claims } = log;
  if (facts.sealOf(slot) === undefined) throw new SlotUnknown(slot, "a sealed slot");
  const from = lastBefore(claims.tip, slot);
  const { replayer, difference: earlier } = replayUpTo(read, from);
  const state = new State(replayer.stateAtStart.root);
  const claimed = earlier === undefined ? chunksAfter(from, claims.tip) : none();
  return {
    chainId,
    block,
    finalisedClaim: claims.finalised,
    earlier,
    chunks: viewSlot(state, facts, context, claimed, slot),
  };
}

/** The newest claim that ends at Start before a slot; genesis does. */
function lastBefore(tip: ClaimNode, slot: number): ClaimNode {
  let node = tip;
  while (node.parent !== undefined && !(node.claim.atStart && node.claim.slot < slot))
    node = node.parent;
  return node;
}

function* none(): Generator<never> {}
