import { erc20Abi, type Hex } from "viem";
import { readDeployment } from "#l1/deploy";
import type { L1Event } from "#l1/eventTypes";
import { Follower } from "#l1/follow";
import { ask, connectL1, type L1Client } from "#l1/rpc";
import { type Deployment, isEther } from "#protocol/config";

import { type Balances, type Check, checksOf, type Statement, type Transfer } from "./account.ts";

/**
 * Reads balances, transactions and events from L1 alone and accounts for every unit: of each asset, and of every party's wei
 * and gas.
 */
export async function audit(rpc: string, address: string, statement: Statement): Promise<Check[]> {
  const client = connectL1(rpc);
  const settlement = address.toLowerCase() as Hex;
  const { deployment, blockNumber } = await readDeployment(client, settlement);
  const chainId = await ask("eth_chainId", () => client.getChainId());
  const follower = new Follower({ client, address: settlement, chainId, fromBlock: blockNumber });
  const events: L1Event[] = [];
  for (;;) {
    const poll = await follower.poll();
    events.push(...poll.events);
    if (poll.head?.number === poll.tip.number) break;
  }
  const transfers = await transfersOf(client);
  const parties = partiesOf(deployment, settlement, events, transfers);
  const balances = await balancesOf(client, deployment, settlement, parties);
  return checksOf({ deployment, settlement, events, transfers, balances, statement });
}

/** Every transaction there is, from the first block to the newest. */
async function transfersOf(client: L1Client): Promise<Transfer[]> {
  const newest = await ask("eth_blockNumber", () => client.getBlockNumber());
  const transfers: Transfer[] = [];
  for (let number = 1n; number <= newest; number++) {
    const block = await ask("eth_getBlockByNumber", () =>
      client.getBlock({ blockNumber: number, includeTransactions: true }),
    );
    for (const { hash, from, to, value } of block.transactions) {
      const receipt = await ask("eth_getTransactionReceipt", () =>
        client.getTransactionReceipt({ hash }),
      );
      transfers.push({
        from: from.toLowerCase(),
        to: (to ?? receipt.contractAddress ?? "").toLowerCase(),
        value: receipt.status === "success" ? value : 0n,
        gas: receipt.gasUsed * receipt.effectiveGasPrice,
      });
    }
  }
  return transfers;
}

/** Everyone who can have money, but Settlement. */
function partiesOf(
  deployment: Deployment,
  settlement: Hex,
  events: readonly L1Event[],
  transfers: readonly Transfer[],
): Set<string> {
  const parties = new Set<string>([deployment.operatorOwner, deployment.sequencer]);
  for (const keyper of deployment.keypers) parties.add(keyper);
  for (const { from, to } of transfers) parties.add(from).add(to);
  for (const event of events) if (event.kind === "registered") parties.add(event.owner);
  parties.delete(settlement);
  return parties;
}

async function balancesOf(
  client: L1Client,
  deployment: Deployment,
  settlement: Hex,
  parties: ReadonlySet<string>,
): Promise<Balances> {
  const first = new Map<string, bigint>();
  const last = new Map<string, bigint>();
  for (const party of [settlement, ...parties]) {
    const address = party as Hex;
    const at = (block: { blockNumber: bigint } | { blockTag: "latest" }) =>
      ask("eth_getBalance", () => client.getBalance({ address, ...block }));
    first.set(party, await at({ blockNumber: 0n }));
    last.set(party, await at({ blockTag: "latest" }));
  }
  const tokens = new Map<number, Map<string, bigint>>();
  const supplies = new Map<number, bigint>();
  for (const [asset, { token }] of deployment.assets.entries()) {
    if (isEther(token)) continue;
    const contract = { address: token as Hex, abi: erc20Abi } as const;
    const held = new Map<string, bigint>();
    for (const party of [settlement, ...parties]) {
      const args = [party as Hex] as const;
      held.set(
        party,
        await ask("eth_call", () =>
          client.readContract({ ...contract, functionName: "balanceOf", args }),
        ),
      );
    }
    tokens.set(asset, held);
    const supply = () => client.readContract({ ...contract, functionName: "totalSupply" });
    supplies.set(asset, await ask("eth_call", supply));
  }
  return { first, last, tokens, supplies };
}
