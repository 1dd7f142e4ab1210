import { encodeFunctionData, type Hex } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import { ask, type L1Client, type Patience } from "#l1/rpc";
import type { Sender } from "#l1/send";
import { WalrasError } from "#protocol/errors";

const CLAIMANT = 2;

/** L1 takes no claim from who has no bond. */
export class NoBond extends WalrasError {
  constructor(party: string) {
    super("noBond", `claimant's bond of ${party}`, "none", "one that stands: post it first");
  }
}

export interface BondParts {
  readonly client: L1Client;
  readonly settlement: Hex;
  readonly sender: Sender;
  /** Wei. */
  readonly bond: bigint;
  readonly patience: Patience;
}

/**
 * Posts the claimant's bond of the sender's address unless it stands.
 * @param post only then; else throws NoBond
 * @returns whether it was posted now
 */
export async function ensureBond(parts: BondParts, post: boolean): Promise<boolean> {
  const { client, settlement, sender, bond, patience } = parts;
  const standing = await ask(
    "bondOf",
    () =>
      client.readContract({
        abi: settlementAbi,
        address: settlement,
        functionName: "bondOf",
        args: [CLAIMANT, sender.address],
      }),
    patience,
  );
  if (standing >= bond) return false;
  if (!post) throw new NoBond(sender.address);
  const data = encodeFunctionData({
    abi: settlementAbi,
    functionName: "postBond",
    args: [CLAIMANT, sender.address],
  });
  await sender.send({ key: BOND_KEY, to: settlement, data, value: bond - standing });
  sender.forget(BOND_KEY);
  return true;
}

const BOND_KEY = "bond";
