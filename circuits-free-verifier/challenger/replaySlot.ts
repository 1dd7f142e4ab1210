import type { ClaimNode } from "#l1/claims";
import { readDeployment } from "#l1/deploy";
import { Follower } from "#l1/follow";
import { ask, connectL1, DEFAULT_PATIENCE, type Patience } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { hexToBytes } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf } from "#protocol/messages";
import { State } from "#protocol/state";
import { checkedGenesis } from "./genesis.ts";
import { type Difference, Replayer } from "./replayer.ts";
import { type ChunkView, chunksAfter, SlotUnknown, viewSlot } from "./slotViews.ts";

export interface ReplayOptions {
  readonly rpc: string;
  readonly settlement: string;
  readonly slot: number;
  readonly crypto: Crypto;
  readonly patience?: Patience;
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
  const { rpc, settlement, slot, crypto } = options;
  const patience = options.patience ?? DEFAULT_PATIENCE;
  const client = connectL1(rpc);
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  const deployed = await readDeployment(client, settlement, patience);
  const { deployment, blockNumber: fromBlock } = deployed;
  const context = {
    crypto,
    domainSeparator: domainSeparatorOf(crypto, chainId, hexToBytes(settlement)),
  };
  const genesis = checkedGenesis(deployed);
  const log = new SettlementLog({ ...context, deployment }, genesis.root());
  const follower = new Follower({ client, address: settlement, chainId, fromBlock, patience });
  let block: number | undefined;
  while (block === undefined) {
    const { head, tip, events, rolledBackTo } = await follower.poll();
    if (rolledBackTo !== undefined) log.rollbackTo(rolledBackTo);
    for (const event of events) log.apply(event);
    if (head?.number === tip.number) block = tip.number;
  }
  const { facts, claims } = log;
  if (facts.sealOf(slot) === undefined) throw new SlotUnknown(slot, "a sealed slot");
  const from = lastBefore(claims.tip, slot);
  const chain = { tip: genesisOf(claims.tip), finalised: 0, forgetChunks() {}, forgetBefore() {} };
  const replayer = new Replayer(context, facts, chain, genesis);
  chain.tip = from;
  const earlier = replayer.advance();
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

function genesisOf(tip: ClaimNode): ClaimNode {
  let node = tip;
  while (node.parent !== undefined) node = node.parent;
  return node;
}

function* none(): Generator<never> {}
