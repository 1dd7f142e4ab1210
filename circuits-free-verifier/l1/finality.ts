import { L1Error } from "./errors.ts";
import { ask, type L1Client, type Patience } from "./rpc.ts";

/** Believing L1's newest block is for a chain that nobody else reorganises. */

const DEVNET_CHAINS: ReadonlySet<number> = new Set([1_337, 31_337]);
const DEVNET_NODES = /^(anvil|hardhat|ganache)/i;

/** No confirmations are asked for on a chain that may reorganise. */
export class Unconfirmed extends L1Error {
  constructor(chainId: number) {
    super(
      "unconfirmed",
      `confirmations on chain ${chainId}, which is no devnet`,
      0,
      "at least 1, because its newest blocks may be replaced, or leave to go without",
      false,
    );
  }
}

/** Whether a chain lives on this machine or for a test alone: by its id, or by what its node calls itself. */
export async function isDevnet(
  client: L1Client,
  chainId: number,
  patience?: Patience,
): Promise<boolean> {
  if (DEVNET_CHAINS.has(chainId)) return true;
  const question = (): Promise<unknown> =>
    client.request({ method: "web3_clientVersion" } as never).catch(() => "");
  return DEVNET_NODES.test(String(await ask("web3_clientVersion", question, patience)));
}

/**
 * Refuses to believe the newest block of a public chain.
 * @param confirmations blocks on top of one before it is believed
 * @param allowed by somebody who knows
 * @throws Unconfirmed
 */
export async function requireConfirmations(
  client: L1Client,
  chainId: number,
  confirmations: number,
  allowed: boolean,
): Promise<void> {
  if (confirmations > 0 || allowed) return;
  if (!(await isDevnet(client, chainId))) throw new Unconfirmed(chainId);
}
