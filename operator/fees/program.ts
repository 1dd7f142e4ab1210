import { formatEther, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { sleep } from "#l1/rpc";
import { Sender } from "#l1/send";
import {
  type ReadSettlement,
  readSettlement,
} from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { MemoryTransactions } from "../../claimant/memoryTransactions.ts";
import { type KeyPlace, keyAt } from "../keys.ts";
import type { Output } from "../output.ts";
import { type Fees, feesOf } from "./balances.ts";
import { withdrawFees } from "./withdraw.ts";

/** `walras fees`: what account 0 earned, and the way of it to the operator's owner. */

export interface FeesArguments {
  readonly rpc: string;
  readonly settlement: string;
}

export interface WithdrawArguments extends FeesArguments {
  readonly key: KeyPlace;
  /** Undefined: all. */
  readonly asset: number | undefined;
  /** Go on until all that was asked for is paid. */
  readonly wait: boolean;
  readonly pollMs: number;
}

/** Tells what there is. Throws Fault, Difference and L1Error. */
export async function runFees(args: FeesArguments, output: Output): Promise<void> {
  const { fees, read } = await look(args, output);
  tell(fees, read, output);
}

/**
 * Takes what can be had.
 * @returns 0 when nothing is left on its way, 1 if there is: run it again later
 */
export async function runWithdraw(args: WithdrawArguments, output: Output): Promise<0 | 1> {
  const account = privateKeyToAccount(await keyAt(args.key));
  const settlement = args.settlement as Hex;
  let sender: Sender | undefined;
  for (;;) {
    const { fees, read } = await look(args, output);
    const { client, chainId, deployed } = read;
    sender ??= new Sender({ client, chainId, account, store: new MemoryTransactions() });
    const owner = deployed.deployment.operatorOwner;
    if (account.address.toLowerCase() !== owner)
      output.note(
        `only ${owner} may ask and collect; ${account.address} can have paid what is final`,
      );
    const say = (step: object): void => output.out(step);
    await withdrawFees(fees, { sender, settlement, owner, asset: args.asset, say });
    const { fees: after } = await look(args, output);
    const waiting = onTheWay(after, args.asset);
    if (waiting === 0n) return 0;
    if (!args.wait) {
      output.note("some is on its way; run this again when a claim that holds it is final");
      return 1;
    }
    await sleep(args.pollMs);
  }
}

/** Units, of whatever asset, that were asked for or withdrawn and are not paid. */
function onTheWay({ balances }: Fees, only: number | undefined): bigint {
  return balances
    .filter(({ asset }) => only === undefined || asset === only)
    .reduce((sum, { asked, unsettled, payable }) => sum + asked + unsettled + payable, 0n);
}

async function look(
  { rpc, settlement }: FeesArguments,
  output: Output,
): Promise<{ readonly fees: Fees; readonly read: ReadSettlement }> {
  const crypto = await loadCrypto((line) => output.note(line));
  const read = await readSettlement({ rpc, settlement, crypto });
  return { fees: feesOf(read), read };
}

function tell(fees: Fees, { deployed }: ReadSettlement, output: Output): void {
  const { claimedSlot, finalSlot, balances, owed } = fees;
  const { operatorOwner: owner } = deployed.deployment;
  output.out({ kind: "fees", owner, claimedSlot, finalSlot, balances, owed });
  for (const { asset, available, asked, unsettled, payable, paid } of balances) {
    output.note(
      `asset ${asset}: ${available} units available (${asked} asked for), ${unsettled} withdrawn and not final, ` +
        `${payable} payable now, ${paid} paid`,
    );
  }
  output.note(`registration fees that ${owner} may collect: ${formatEther(owed)} ETH`);
}
