import type { Hex } from "viem";
import { TransactionReverted } from "#l1/errors";
import { challengeData } from "#l1/proof";
import { dryRun } from "#l1/revert";
import { hexToBytes, toHex } from "#protocol/bytes";
import { MAX_TRANSACTION_GAS } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";
import type { Facts } from "#protocol/facts";
import type { Context } from "#protocol/stepTypes";
import { buildProof } from "./buildProof.ts";
import type { Wrong } from "./replayer.ts";
import { type VoidParts, voidSlot } from "./voidSlot.ts";
import type { WatchStatus } from "./watchStatus.ts";

export interface ChallengeParts extends VoidParts {
  readonly context: Context;
  /** FraudProof. */
  readonly challenger: Hex;
  /** Whom half of the author's bond is owed to. */
  readonly beneficiary: Hex;
  readonly say: (status: WatchStatus) => void;
}

/** How a challenge ended for now. */
export type ChallengeEnd =
  /** Mined: the claim is dead. */
  | "won"
  /** The claim is dead already, or was when ours was mined. */
  | "overtaken"
  /** To be tried again once the slot has a key or none. */
  | "undecided";

/** L1 judges otherwise than this program. */
export class ChallengeRefused extends WalrasError {
  constructor(claim: number, chunk: number, reason: string) {
    super("challengeRefused", `challenge of claim ${claim}, chunk ${chunk}`, reason, "a verdict");
  }
}

const DEAD = new Set(["StaleClaim", "NotTip", "ClaimFinal"]);

/** Names the challenge of one posting of one claim; with its hash, since an index is filled again. */
export function challengeKey({ node, chunk }: Wrong): string {
  return `challenge:${node.claim.index}:${toHex(node.hash)}:${chunk}`;
}

/** The claim that the key of a challenge, or of voidSlot, names. */
export function claimOfKey(key: string): { readonly index: number; readonly hash: Uint8Array } {
  const [, index, hash] = key.split(":");
  return { index: Number(index), hash: hexToBytes(hash ?? "") };
}

/**
 * Proves one claim wrong: builds the proof, tries it without sending, sends it and waits for it. What was sent before, by
 * whatever process, is only waited for.
 * Throws ChallengeRefused, and what Sender.send and dryRun throw.
 */
export async function challenge(
  parts: ChallengeParts,
  facts: Facts,
  wrong: Wrong,
): Promise<ChallengeEnd> {
  const { sender, challenger: to, say } = parts;
  const { chunk, node } = wrong;
  const claim = node.claim.index;
  const key = challengeKey(wrong);
  let data: Hex = "0x";
  if (!sender.knows(key)) {
    data = challengeData(buildProof(parts.context, facts, wrong).proof, parts.beneficiary);
    say({ kind: "built", claim, chunk, bytes: data.length / 2 - 1 });
    const gas = BigInt(MAX_TRANSACTION_GAS);
    const refusal = await dryRun(parts.client, sender.address, { to, data, gas }, parts.patience);
    if (refusal !== undefined) {
      const end = refused(say, claim, chunk, refusal.name, refusal.text);
      const slot = end === "undecided" ? await voidSlot(parts, facts, wrong) : undefined;
      if (slot !== undefined) say({ kind: "voided", slot });
      return end;
    }
  }
  try {
    const { hash, gasUsed } = await sender.send({ key, to, data });
    say({ kind: "challenged", claim, chunk, hash, gasUsed });
    return "won";
  } catch (error) {
    if (!(error instanceof TransactionReverted)) throw error;
    if (sender.knows(key)) sender.forget(key);
    return refused(say, claim, chunk, error.errorName ?? "", error.message);
  }
}

function refused(
  say: ChallengeParts["say"],
  claim: number,
  chunk: number,
  name: string,
  why: string,
): ChallengeEnd {
  if (DEAD.has(name)) {
    say({ kind: "overtaken", claim, why });
    return "overtaken";
  }
  if (name !== "SlotNotDecided") throw new ChallengeRefused(claim, chunk, why);
  say({ kind: "undecided", claim, chunk });
  return "undecided";
}
