import type { LocalAccount } from "viem";
import { ask, connectL1 } from "#l1/rpc";
import { Sender } from "#l1/send";
import { MemoryTransactions } from "../memoryTransactions.ts";

/** Sends the calls of an exit, which need not be remembered: L1 tells what is paid. Throws L1Error. */
export async function payer(rpc: string, account: LocalAccount, pollMs: number): Promise<Sender> {
  const client = connectL1(rpc);
  const chainId = await ask("eth_chainId", () => client.getChainId());
  return new Sender({ client, chainId, account, store: new MemoryTransactions(), pollMs });
}
