import { abiClaim } from "#l1/claims";
import type { Claim } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { balanceLeaf, CURSOR_LEAF, levelKey, orderLeaf } from "#protocol/layout";
import { liveOrders } from "#protocol/proposer";
import type { TestChain } from "./harness.ts";

/** Freezes a chain that has something overdue, and fixes the state of its newest final claim, which is the chain's own. */
export async function standstill(chain: TestChain, final: Claim): Promise<void> {
  const { facts } = chain.log;
  const overdue = facts.inboxOperation(facts.inboxLength - 1)?.queuedAt ?? 0;
  await chain.call(chain.party(6), "freeze", [], {
    at: overdue + chain.deployment.freezeDelay + 1,
  });
  await chain.call(chain.party(6), "fixExit", [
    abiClaim(final),
    toHex(chain.state.get(CURSOR_LEAF).root),
    chain.proof(chain.state, CURSOR_LEAF),
  ]);
  await chain.follow();
}

export async function exitBalance(chain: TestChain, account: number, asset: number): Promise<void> {
  const gindex = balanceLeaf(account, asset);
  const leaf = toHex(chain.state.get(gindex).root);
  const args = [account, asset, leaf, chain.proof(chain.state, gindex)];
  await chain.call(chain.party(6), "exitBalance", args);
}

/** Exits every live order. */
export async function exitOrders(chain: TestChain): Promise<number> {
  const orders = [...liveOrders(chain.state)];
  for (const { ref } of orders) {
    const { market, side, tick, position } = ref;
    const gindex = orderLeaf(market, side, levelKey(side, tick), position);
    const leaf = toHex(chain.state.get(gindex).root);
    const place = position % 65_536;
    const args = [market, side, tick, place, leaf, chain.proof(chain.state, gindex)];
    await chain.call(chain.party(6), "exitOrder", args);
  }
  return orders.length;
}
