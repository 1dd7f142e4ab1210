import { encodeFunctionData, type Hex } from "viem";
import { settlementAbi } from "#l1/generated/settlement";
import { ask, type L1Client } from "#l1/rpc";
import type { Sender } from "#l1/send";
import type { Deployment } from "#protocol/config";

export interface Bond {
  readonly role: "sequencer" | "keyper" | "claimant";
  readonly party: Hex;
  /** Wei that L1 asks for. */
  readonly required: bigint;
}

/** Settlement's numbers of the roles. */
const ROLE = { sequencer: 0, keyper: 1, claimant: 2 } as const;

/** The bonds without which an exchange does not run; the sequencer claims too. */
export function bondsOf(deployment: Deployment): Bond[] {
  const { sequencer, keypers, sequencerBond, keyperBond, claimantBond } = deployment;
  return [
    { role: "sequencer", party: sequencer as Hex, required: sequencerBond },
    { role: "claimant", party: sequencer as Hex, required: claimantBond },
    ...keypers.map((party) => ({
      role: "keyper" as const,
      party: party as Hex,
      required: keyperBond,
    })),
  ];
}

/** What is missing of a bond, wei. */
export async function missingOf(client: L1Client, settlement: Hex, bond: Bond): Promise<bigint> {
  const { role, party, required } = bond;
  const standing = await ask("bondOf", () =>
    client.readContract({
      abi: settlementAbi,
      address: settlement,
      functionName: "bondOf",
      args: [ROLE[role], party],
    }),
  );
  return standing >= required ? 0n : required - standing;
}

/**
 * Posts what is missing of each bond; the sender's address pays.
 * @param say of each that was posted, with its wei
 */
export async function postBonds(
  client: L1Client,
  sender: Sender,
  settlement: Hex,
  deployment: Deployment,
  say: (bond: Bond, value: bigint) => void,
): Promise<void> {
  for (const bond of bondsOf(deployment)) {
    const key = `bond:${bond.role}:${bond.party}`;
    // What was sent by a run that ended early is waited for first.
    if (sender.knows(key)) await finish(sender, key);
    const value = await missingOf(client, settlement, bond);
    if (value === 0n) continue;
    const data = encodeFunctionData({
      abi: settlementAbi,
      functionName: "postBond",
      args: [ROLE[bond.role], bond.party],
    });
    await sender.send({ key, to: settlement, data, value });
    sender.forget(key);
    say(bond, value);
  }
}

async function finish(sender: Sender, key: string): Promise<void> {
  await sender.send({ key, data: "0x" });
  sender.forget(key);
}
