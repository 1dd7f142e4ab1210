import type { ClaimNode } from "#l1/claims";
import { OPERATOR_ACCOUNT } from "#protocol/constants";
import { readBalance, readCursor } from "#protocol/leaves";
import type { State } from "#protocol/state";
import type { ReadSettlement } from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { nodeAtIndex, stateBehind } from "../../claimant/exit/leave.ts";

/** What account 0 has of one asset, in units. */
export interface FeeBalance {
  readonly asset: number;
  /** As of the newest claim that ends at Start. */
  readonly available: bigint;
  /** Of that, asked for by forced withdrawals which that state has not taken in. */
  readonly asked: bigint;
  /** Withdrawn there, neither final nor paid yet. */
  readonly unsettled: bigint;
  /** Withdrawn and final: L1 pays it at once. */
  readonly payable: bigint;
  /** Paid by L1, ever. */
  readonly paid: bigint;
}

export interface Fees {
  /** Slot of the newest claim that ends at Start, and of the newest final one. */
  readonly claimedSlot: number;
  readonly finalSlot: number;
  readonly balances: readonly FeeBalance[];
  /** Wei of registration fees that the operator's owner may collect. */
  readonly owed: bigint;
  /** The state that L1 pays from. */
  readonly final: State;
}

const U64 = 2n ** 64n;

/** @throws Difference where a claim is wrong */
export function feesOf(read: ReadSettlement): Fees {
  const { log, deployed } = read;
  const { claims, money, facts } = log;
  const claimed = newestAtStart(claims.tip);
  const settled = nodeAtIndex(claims.tip, claims.finalised);
  const now = stateBehind(read, claimed);
  const final = claimed === settled ? now : stateBehind(read, settled);
  const { inboxCursor } = readCursor(now);
  const balances = deployed.deployment.assets.map((_, asset): FeeBalance => {
    const paid = money.paid(OPERATOR_ACCOUNT, asset);
    const beyond = (state: State): bigint =>
      (readBalance(state, OPERATOR_ACCOUNT, asset).withdrawn - (paid % U64) + U64) % U64;
    const payable = beyond(final);
    return {
      asset,
      available: BigInt(readBalance(now, OPERATOR_ACCOUNT, asset).available),
      asked: askedFor(asset, inboxCursor, facts),
      unsettled: beyond(now) - payable,
      payable,
      paid,
    };
  });
  const owed = money.owed(deployed.deployment.operatorOwner);
  return {
    claimedSlot: claimed.claim.slot,
    finalSlot: settled.claim.slot,
    balances,
    owed,
    final,
  };
}

function newestAtStart(tip: ClaimNode): ClaimNode {
  let node = tip;
  while (!node.claim.atStart && node.parent !== undefined) node = node.parent;
  return node;
}

function askedFor(asset: number, from: number, facts: ReadSettlement["log"]["facts"]): bigint {
  let units = 0n;
  for (let index = from; index < facts.inboxLength; index++) {
    const operation = facts.inboxOperation(index);
    if (operation?.kind !== "forcedWithdraw" || operation.account !== OPERATOR_ACCOUNT) continue;
    if (operation.asset === asset) units += BigInt(operation.amount);
  }
  return units;
}
