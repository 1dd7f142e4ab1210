import type { ClaimNode } from "#l1/claims";
import { readDeployment } from "#l1/deploy";
import type { EventOf, L1Event } from "#l1/eventTypes";
import { Follower } from "#l1/follow";
import { ask, connectL1, DEFAULT_PATIENCE, type L1Client, type Patience } from "#l1/rpc";
import { SettlementLog } from "#l1/settlementLog";
import { hexToBytes } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { domainSeparatorOf } from "#protocol/messages";
import type { State } from "#protocol/state";
import type { Context } from "#protocol/stepTypes";
import { checkedGenesis } from "./genesis.ts";
import { type Difference, Replayer } from "./replayer.ts";

export interface ReadOptions {
  readonly rpc: string;
  readonly settlement: string;
  readonly crypto: Crypto;
  readonly patience?: Patience;
  /** Told of every event in the order of the chain. */
  readonly onEvent?: (event: L1Event) => void;
  /** All events above this block are void. */
  readonly onRollback?: (block: number) => void;
}

/** A Settlement from its first event to L1's newest block; nothing of it is forgotten. */
export interface ReadSettlement {
  readonly client: L1Client;
  readonly chainId: number;
  readonly deployed: EventOf<"deployed">;
  readonly context: Context;
  readonly genesis: State;
  readonly log: SettlementLog;
  /** L1's newest block. */
  readonly block: number;
}

/** Throws Fault where L1's facts contradict each other, and L1Error where L1 could not be asked. */
export async function readSettlement(options: ReadOptions): Promise<ReadSettlement> {
  const { rpc, settlement, crypto } = options;
  const patience = options.patience ?? DEFAULT_PATIENCE;
  const client = connectL1(rpc);
  const chainId = await ask("eth_chainId", () => client.getChainId(), patience);
  const deployed = await readDeployment(client, settlement, patience);
  const { deployment, blockNumber: fromBlock } = deployed;
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  const context = { crypto, domainSeparator };
  const genesis = checkedGenesis(deployed);
  const log = new SettlementLog({ ...context, deployment }, genesis.root());
  const follower = new Follower({ client, address: settlement, chainId, fromBlock, patience });
  for (;;) {
    const { head, tip, events, rolledBackTo } = await follower.poll();
    if (rolledBackTo !== undefined) {
      log.rollbackTo(rolledBackTo);
      options.onRollback?.(rolledBackTo);
    }
    for (const event of events) {
      log.apply(event);
      options.onEvent?.(event);
    }
    if (head?.number === tip.number)
      return { client, chainId, deployed, context, genesis, log, block: tip.number };
  }
}

/** Replays all claims up to one of them, and tells the first difference if there is one. */
export function replayUpTo(
  { context, genesis, log }: ReadSettlement,
  last: ClaimNode,
): { readonly replayer: Replayer; readonly difference: Difference | undefined } {
  let first = last;
  while (first.parent !== undefined) first = first.parent;
  const chain = { tip: first, finalised: 0, exit: undefined, forgetChunks() {}, forgetBefore() {} };
  const replayer = new Replayer(context, log.facts, chain, genesis);
  chain.tip = last;
  return { replayer, difference: replayer.advance() };
}
