import type { PublicClient } from "viem";
import { settlementAbi } from "#l1/generated/settlement";

/** Roles as L1 numbers them. */
export const SEQUENCER_ROLE = 0;
export const CLAIMANT_ROLE = 2;

/** Wei that stand as a party's bond. */
export async function bondOf(
  world: {
    readonly client: Pick<PublicClient, "readContract">;
    readonly settlement: `0x${string}`;
  },
  role: number,
  party: string,
): Promise<bigint> {
  return await world.client.readContract({
    abi: settlementAbi,
    address: world.settlement,
    functionName: "bondOf",
    args: [role, party as `0x${string}`],
  });
}
