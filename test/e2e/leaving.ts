import { abiClaim } from "#l1/claimHash";
import type { Claim } from "#l1/eventTypes";
import { toHex } from "#protocol/bytes";
import { balanceLeaf, CURSOR_LEAF, levelKey, orderLeaf } from "#protocol/layout";
import { readBalance } from "#protocol/leaves";
import { liveOrders } from "#protocol/proposer";
import type { TestChain } from "./harness.ts";

/** Freezes a chain that has something overdue, and fixes the state of its newest final claim, which is the chain's own. */
export async function standstill(chain: TestChain, final: Claim): Promise<void> {
  const { facts } = chain.log;
  const overdue = facts.inboxOperation(facts.inboxLength - 1)?.queuedAt ?? 0;
  await freeze(chain, overdue);
  await fixExit(chain, final);
}

/** @param since when what is overdue began to wait, unix seconds */
export async function freeze(chain: TestChain, since: number): Promise<void> {
  const at = since + chain.deployment.freezeDelay + 1;
  await chain.call(chain.party(6), "freeze", [], { at });
  await chain.follow();
}

/** Fixes the chain's state, at a claim's end. `at`: the block's exact time. */
export async function fixExit(
  chain: TestChain,
  final: Claim,
  when: { at?: number } = {},
): Promise<void> {
  const cursor = toHex(chain.state.get(CURSOR_LEAF).root);
  const args = [abiClaim(final), cursor, chain.proof(chain.state, CURSOR_LEAF)];
  await chain.call(chain.party(6), "fixExit", args, when);
  await chain.follow();
}

/** Exits every balance that holds something, in the chain's state. */
export async function exitBalances(chain: TestChain): Promise<void> {
  const { money } = chain.log;
  for (let account = 0; account < money.accountCount; account++) {
    for (const asset of chain.deployment.assets.keys()) {
      const { available, withdrawn } = readBalance(chain.state, account, asset);
      const owed = available > 0 || withdrawn > money.paid(account, asset);
      if (owed) await exitBalance(chain, account, asset);
    }
  }
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
