import { ask, type L1Client, type Patience } from "./rpc.ts";

/** EIP-1559 fees, wei for each gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Room for the base fee to double before the transaction is stuck. */
const BASE_FEE_FACTOR = 2n;

/** What gets a transaction mined soon. */
export async function currentFees(client: L1Client, patience?: Patience): Promise<Fees> {
  const block = await ask("eth_getBlockByNumber", () => client.getBlock(), patience);
  const maxPriorityFeePerGas = await ask(
    "eth_maxPriorityFeePerGas",
    () => client.estimateMaxPriorityFeePerGas(),
    patience,
  );
  const base = block.baseFeePerGas ?? 0n;
  return { maxFeePerGas: base * BASE_FEE_FACTOR + maxPriorityFeePerGas, maxPriorityFeePerGas };
}

/** Both fees raised by a quarter, more than the tenth that nodes ask of a replacement, and at least to `now`. */
export function bumped(old: Fees, now: Fees): Fees {
  const raised = (fee: bigint): bigint => fee + fee / 4n + 1n;
  const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
  return {
    maxFeePerGas: most(raised(old.maxFeePerGas), now.maxFeePerGas),
    maxPriorityFeePerGas: most(raised(old.maxPriorityFeePerGas), now.maxPriorityFeePerGas),
  };
}
