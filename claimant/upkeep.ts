import type { ClaimLog, ClaimNode } from "#l1/claims";
import type { FactLog } from "#l1/facts";
import type { Deployment } from "#protocol/config";

/** What anyone may do on L1 when its time has come, and what nobody has done yet. */
export type Upkeep =
  | { readonly kind: "void"; readonly slot: number }
  | { readonly kind: "sealEmpty"; readonly slot: number; readonly inboxEnd: number }
  | { readonly kind: "finalise"; readonly node: ClaimNode };

export interface UpkeepInput {
  readonly deployment: Deployment;
  readonly facts: FactLog;
  readonly claims: ClaimLog;
  /** The newest claim that was replayed. */
  readonly verified: ClaimNode;
  /** Time of L1's newest block, unix seconds. */
  readonly now: number;
}

/** A key that nobody revealed in time stops all that comes after it, so it is voided; the oldest such slot. */
export function dueVoid({ deployment, facts, verified, now }: UpkeepInput): Upkeep[] {
  for (let at = facts.sealAfter(verified.claim.slot); at !== undefined; ) {
    const { slot, envelopes, key } = at;
    if (envelopes.length > 0 && key === undefined) {
      const sealedAt = facts.sealedAt(slot) ?? now;
      return now > sealedAt + deployment.revealDelay ? [{ kind: "void", slot }] : [];
    }
    at = facts.sealAfter(slot);
  }
  return [];
}

/**
 * The newest slot that missed its deadline, where operations wait in the inbox that it takes in. No certified slot can come
 * before it any more.
 */
export function dueEmptySeal({ deployment, facts, now }: UpkeepInput): Upkeep[] {
  const { genesisTime, interval, sealDelay } = deployment;
  const slot = Math.floor((now - 1 - sealDelay - genesisTime) / interval);
  if (slot <= facts.lastSealed || facts.frozenAt > 0) return [];
  const inboxEnd = facts.inboxEndOf(slot);
  return inboxEnd > facts.inboxEndOf(facts.lastSealed)
    ? [{ kind: "sealEmpty", slot, inboxEnd }]
    : [];
}

/** The newest replayed claim at Start whose window is over. */
export function dueFinality({ deployment, claims, verified, now }: UpkeepInput): Upkeep[] {
  for (let node: ClaimNode | undefined = verified; node !== undefined; node = node.parent) {
    const { index, atStart, postedAt } = node.claim;
    if (index <= claims.finalised) return [];
    if (atStart && postedAt + deployment.challengeWindow <= now)
      return [{ kind: "finalise", node }];
  }
  return [];
}
