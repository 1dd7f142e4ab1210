import { readContract } from "viem/actions";
import { settlementAbi } from "#l1/generated/settlement";
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

/** What a total has risen by; totals count modulo 2^64. */
export const unpaid = (withdrawn: bigint, paid: bigint): bigint =>
  BigInt.asUintN(64, withdrawn - paid);
