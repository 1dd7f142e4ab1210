import { encodeFunctionData, type Hex } from "viem";
import { TransactionReverted } from "#l1/errors";
import { settlementAbi } from "#l1/generated/settlement";
import type { Sender } from "#l1/send";
import { toHex } from "#protocol/bytes";
import { OPERATOR_ACCOUNT } from "#protocol/constants";
import { balanceLeaf } from "#protocol/layout";
import { provenLeaf } from "../../claimant/provenLeaf.ts";
import type { Fees } from "./balances.ts";

/** What was done of a withdrawal. Units, and wei of `collected`. */
export type FeeStep = { readonly gasUsed: bigint } & (
  | { readonly kind: "collected"; readonly value: bigint }
  | { readonly kind: "paid" | "asked"; readonly asset: number; readonly amount: bigint }
);

export interface WithdrawParts {
  readonly sender: Sender;
  readonly settlement: Hex;
  /** Owner of account 0, lower case: only it may ask for a withdrawal and collect. L1 pays it, whoever calls. */
  readonly owner: string;
  /** Undefined: all. */
  readonly asset: number | undefined;
  readonly say: (step: FeeStep) => void;
}

/**
 * Takes one turn: has L1 pay what is final, collects what is owed, and asks through L1's inbox for what is available; that is paid
 * in a later turn, when a claim that took it in is final. Asking twice for the same is harmless: L1's inbox withdraws what there is.
 * @throws TransactionReverted, L1Error
 */
export async function withdrawFees(fees: Fees, parts: WithdrawParts): Promise<void> {
  const { sender, owner, asset: only, say } = parts;
  const owns = sender.address.toLowerCase() === owner;
  const balances = fees.balances.filter(({ asset }) => only === undefined || asset === only);
  for (const { asset, payable } of balances) {
    if (payable === 0n) continue;
    const { leaf, proof } = provenLeaf(fees.final, balanceLeaf(OPERATOR_ACCOUNT, asset));
    const args = [OPERATOR_ACCOUNT, asset, toHex(fees.final.root()), leaf, proof] as const;
    const gasUsed = await payOnce(parts, `withdraw:${asset}:${payable}`, args);
    if (gasUsed !== undefined) say({ kind: "paid", asset, amount: payable, gasUsed });
  }
  if (!owns) return;
  if (fees.owed > 0n && only === undefined) {
    const data = encodeFunctionData({ abi: settlementAbi, functionName: "collect" });
    const { gasUsed } = await sender.send({ key: "collect", to: parts.settlement, data });
    sender.forget("collect");
    say({ kind: "collected", value: fees.owed, gasUsed });
  }
  for (const { asset, available, asked } of balances) {
    const amount = available - asked;
    if (amount <= 0n) continue;
    const data = encodeFunctionData({
      abi: settlementAbi,
      functionName: "forcedWithdraw",
      args: [OPERATOR_ACCOUNT, asset, amount],
    });
    const key = `ask:${asset}`;
    const { gasUsed } = await sender.send({ key, to: parts.settlement, data });
    sender.forget(key);
    say({ kind: "asked", asset, amount, gasUsed });
  }
}

type WithdrawArgs = readonly [number, number, Hex, Hex, readonly Hex[]];

/** Gas used; undefined where somebody else, as anyone may, had it paid before. */
async function payOnce(
  { sender, settlement }: WithdrawParts,
  key: string,
  args: WithdrawArgs,
): Promise<bigint | undefined> {
  const data = encodeFunctionData({ abi: settlementAbi, functionName: "withdraw", args });
  try {
    return (await sender.send({ key, to: settlement, data })).gasUsed;
  } catch (error) {
    const gone = error instanceof TransactionReverted && error.errorName === "NothingToPay";
    if (gone) return undefined;
    throw error;
  } finally {
    sender.forget(key);
  }
}
