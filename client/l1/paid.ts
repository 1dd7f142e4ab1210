import { readContract } from "viem/actions";
import { settlementAbi } from "#l1/generated/settlement";
import { MAX_AMOUNT } from "#protocol/constants";
import type { BaseClient } from "../baseClient.ts";

/** Units that L1 has ever paid an account of an asset, modulo 2^64. */
export async function paidOf(client: BaseClient, account: number, asset: number): Promise<bigint> {
  const { settlement } = await client.exchange.facts();
  const [total] = await readContract(client.l1, {
    address: settlement,
    abi: settlementAbi,
    functionName: "paid",
    args: [BigInt(account), BigInt(asset)],
  });
  return total;
}

/**
 * What a total has risen by; totals count modulo 2^64. Nobody has more than 2^53 − 1 units, so a greater rise says that the other total is
 * the newer one: a proof against an old root, after a payment against a later one. Then nothing is unpaid by this proof.
 */
export function unpaid(withdrawn: bigint, paid: bigint): bigint {
  const rise = BigInt.asUintN(64, withdrawn - paid);
  return rise > MAX_AMOUNT ? 0n : rise;
}
