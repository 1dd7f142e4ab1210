import { type Abi, encodeFunctionData, type Hex } from "viem";
import { abiClaim } from "#l1/claimHash";
import type { ClaimNode } from "#l1/claims";
import { TransactionReverted } from "#l1/errors";
import { settlementAbi } from "#l1/generated/settlement";
import { dryRun } from "#l1/revert";
import type { Sender } from "#l1/send";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import { CURSOR_LEAF } from "#protocol/layout";
import { State } from "#protocol/state";
import {
  type ReadSettlement,
  replayUpTo,
} from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { provenLeaf } from "../provenLeaf.ts";
import { type Entitlement, entitlements, exitCall } from "./claims.ts";

/** What an exit tells of its work. */
export type ExitStatus =
  /** The exchange runs, or its end is not settled yet: there is nothing to leave by. */
  | { readonly kind: "notYet"; readonly step: "freeze" | "fixExit"; readonly why: string }
  | { readonly kind: "frozen" | "fixed"; readonly gasUsed: bigint }
  /** Everybody leaves with the state behind this claim. */
  | {
      readonly kind: "root";
      readonly claim: number;
      readonly slot: number;
      readonly fixed: boolean;
    }
  | { readonly kind: "owed"; readonly owed: Entitlement }
  | { readonly kind: "paid"; readonly owed: Entitlement; readonly gasUsed: bigint }
  | { readonly kind: "failed"; readonly owed: Entitlement; readonly why: string };

export interface ExitParts {
  /** L1 from its first event on, looked at anew. */
  readonly read: () => Promise<ReadSettlement>;
  readonly settlement: Hex;
  /** Pays for the calls; undefined: tell, and send nothing. */
  readonly sender: Sender | undefined;
  /** Accounts to pay, of all that there are. */
  readonly accountsOf: (settled: ReadSettlement) => readonly number[];
  readonly say: (status: ExitStatus) => void;
}

/** How it ended: all is paid, or only told; or not all of it could be done now. */
export type ExitEnd = "done" | "notYet" | "failed";

/** Freezes and fixes the exit root if that is due, and has L1 pay all that the accounts are owed. */
export async function leave(parts: ExitParts): Promise<ExitEnd> {
  let settled = await parts.read();
  if (settled.log.claims.exit === undefined && parts.sender !== undefined) {
    if (!(await fix(parts, settled, parts.sender))) return "notYet";
    settled = await parts.read();
  }
  const { log, deployed } = settled;
  const { claims, facts, money } = log;
  const fixed = claims.exit !== undefined;
  const node = nodeAtIndex(claims.tip, claims.exit ?? claims.finalised);
  parts.say({ kind: "root", claim: node.claim.index, slot: node.claim.slot, fixed });
  const state = stateBehind(settled, node);
  const l1 = {
    paid: (account: number, asset: number) => money.paid(account, asset),
    hasExited: (source: "leaf" | "deposit", place: number) => money.hasExited(source, place),
    inboxLength: facts.inboxLength,
    inboxOperation: (index: number) => facts.inboxOperation(index),
  };
  const accounts = parts.accountsOf(settled);
  const owed = entitlements(state, deployed.deployment.assets.length, accounts, l1);
  for (const one of owed) parts.say({ kind: "owed", owed: one });
  const { sender } = parts;
  return sender === undefined ? "done" : await payAll(parts, sender, state, owed);
}

/** Whether the exit root is fixed now. */
async function fix(parts: ExitParts, settled: ReadSettlement, sender: Sender): Promise<boolean> {
  const { say } = parts;
  const { claims, facts } = settled.log;
  if (facts.frozenAt === 0) {
    const sent = await attempt(parts, settled, sender, "freeze", []);
    if (typeof sent === "string") {
      say({ kind: "notYet", step: "freeze", why: sent });
      return false;
    }
    say({ kind: "frozen", gasUsed: sent });
  }
  const node = nodeAtIndex(claims.tip, claims.finalised);
  const { leaf, proof } = provenLeaf(stateBehind(settled, node), CURSOR_LEAF);
  const sent = await attempt(parts, settled, sender, "fixExit", [
    abiClaim(node.claim),
    leaf,
    proof,
  ]);
  if (typeof sent === "string") {
    say({ kind: "notYet", step: "fixExit", why: sent });
    return false;
  }
  say({ kind: "fixed", gasUsed: sent });
  return true;
}

/** Gas used, or why L1 does not take the call. */
async function attempt(
  { settlement }: ExitParts,
  { client }: ReadSettlement,
  sender: Sender,
  functionName: string,
  args: readonly unknown[],
): Promise<bigint | string> {
  const data = encodeFunctionData({ abi: settlementAbi as Abi, functionName, args });
  const message = { to: settlement, data, gas: BigInt(MAX_TRANSACTION_GAS) };
  const refusal = await dryRun(client, sender.address, message);
  if (refusal !== undefined) return refusal.text;
  try {
    return (await sender.send({ key: functionName, to: settlement, data })).gasUsed;
  } catch (error) {
    if (!(error instanceof TransactionReverted)) throw error;
    return error.errorName ?? error.message;
  }
}

/** Calls under way at a time. */
const AT_ONCE = 16;

/** Each call by itself, so that a token that pays one owner nothing stops nobody else. */
async function payAll(
  { settlement, say }: ExitParts,
  sender: Sender,
  state: State,
  owed: readonly Entitlement[],
): Promise<ExitEnd> {
  let end: ExitEnd = "done";
  const pay = async (one: Entitlement): Promise<void> => {
    const { functionName, args } = exitCall(state, one);
    const data = encodeFunctionData({ abi: settlementAbi as Abi, functionName, args });
    const key = `exit:${one.kind}:${one.kind === "deposit" ? one.index : one.gindex}`;
    try {
      const { gasUsed } = await sender.send({ key, to: settlement, data });
      say({ kind: "paid", owed: one, gasUsed });
    } catch (error) {
      if (!(error instanceof TransactionReverted)) throw error;
      // Anyone may pay for anyone: what somebody else was faster with is done.
      if (error.errorName === "AlreadyExited") return;
      say({ kind: "failed", owed: one, why: error.errorName ?? error.message });
      end = "failed";
    }
  };
  for (let at = 0; at < owed.length; at += AT_ONCE) {
    await Promise.all(owed.slice(at, at + AT_ONCE).map(pay));
  }
  return end;
}

/** The claim of an index among those that lead to the tip. */
export function nodeAtIndex(tip: ClaimNode, index: number): ClaimNode {
  let node: ClaimNode = tip;
  while (node.claim.index > index && node.parent !== undefined) node = node.parent;
  return node;
}

/** The state that a claim ends with, run from genesis. @throws Difference where a claim up to it is wrong */
export function stateBehind(settled: ReadSettlement, node: ClaimNode): State {
  const fresh = { ...settled, genesis: new State(settled.genesis.snapshot().root) };
  const { replayer, difference } = replayUpTo(fresh, node);
  if (difference !== undefined) throw difference;
  return new State(replayer.tipState.root);
}
