import { encodeFunctionData, type Hex } from "viem";
import { TransactionReverted } from "#l1/errors";
import { settlementAbi } from "#l1/generated/settlement";
import { dryRun } from "#l1/revert";
import type { L1Client, Patience } from "#l1/rpc";
import type { Sender } from "#l1/send";
import { toHex } from "#protocol/bytes";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import type { Facts } from "#protocol/facts";
import { readCursor } from "#protocol/leaves";
import { State } from "#protocol/state";
import type { Wrong } from "./replayer.ts";

export interface VoidParts {
  readonly client: L1Client;
  readonly sender: Sender;
  readonly settlement: Hex;
  readonly patience: Patience;
}

/**
 * Gives up the slot that a wrong chunk starts, where its key is overdue. Anyone may, but nobody has to: whoever claimed and
 * whoever keeps the key may be one party, and without a verdict the claim would become final.
 * @returns the slot, or undefined where it is not time yet, or was decided meanwhile
 */
export async function voidSlot(
  { client, sender, settlement: to, patience }: VoidParts,
  facts: Facts,
  { before, node }: Wrong,
): Promise<number | undefined> {
  // A chunk never spans slots, so that a Start is its first step.
  const slot = facts.sealAfter(readCursor(new State(before.root)).slot)?.slot;
  if (slot === undefined) return undefined;
  const key = `void:${node.claim.index}:${toHex(node.hash)}:${slot}`;
  const data = encodeFunctionData({ abi: settlementAbi, functionName: "void", args: [slot] });
  if (!sender.knows(key)) {
    const gas = BigInt(MAX_TRANSACTION_GAS);
    const refusal = await dryRun(client, sender.address, { to, data, gas }, patience);
    if (refusal !== undefined) return undefined;
  }
  try {
    await sender.send({ key, to, data });
  } catch (error) {
    if (!(error instanceof TransactionReverted)) throw error;
    // Someone else was faster.
    if (sender.knows(key)) sender.forget(key);
    return undefined;
  }
  return slot;
}
