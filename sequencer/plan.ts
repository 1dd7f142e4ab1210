import type { Deployment } from "#protocol/config";
import { closeMs, closeOf, collectingSlot, inboxEndFor, isSkipped } from "./batching.ts";
import type { Effect } from "./effects.ts";
import type { L1View } from "./ports.ts";
import type { OpenSlot, OpenSlots } from "./slots.ts";

/**
 * What is to be done next, from the log, what L1 said and the time. It keeps nothing: after a restart the same log and the same L1
 * give the same plan.
 */
export interface PlanInput {
  readonly deployment: Deployment;
  /** Slots before the end of the registered key sets at which the next is registered. */
  readonly keyLeadSlots: number;
  readonly slots: OpenSlots;
  readonly l1: L1View;
  /** Clock milliseconds. */
  readonly now: number;
}

export function plan(input: PlanInput): Effect[] {
  return [...planCertifying(input), ...planOpening(input), ...planKeys(input)];
}

/** Slots past their close whose list is not fixed yet, lowest first. Needs no L1. */
export function slotsToClose(slots: OpenSlots, deployment: Deployment, now: number): OpenSlot[] {
  return slots
    .all()
    .filter(({ slot, closed }) => closed === undefined && now >= closeMs(deployment, slot));
}

/**
 * The slot to close without envelopes, for the inbox alone: the newest that has ended, if operations wait that no closed slot
 * will take in.
 */
export function slotForInbox({ deployment, slots, l1, now }: PlanInput): number | undefined {
  const slot = (collectingSlot(deployment, now) ?? 0) - 1;
  if (slot <= l1.lastSealed || l1.askedAt < closeMs(deployment, slot)) return undefined;
  // L1 seals nothing without a key set: what waits goes with the first slot that has one.
  if (l1.keySetOf(slot) === undefined) return undefined;
  if (slots.all().some((open) => open.slot <= slot && !isSealed(l1, open.slot))) return undefined;
  return isSkipped(0, inboxEnd(deployment, l1, slot) - l1.inboxCursor) ? undefined : slot;
}

/** Sealed, as far as L1 said; what is final needs no further look. */
export const isSealed = (l1: L1View, slot: number): boolean =>
  slot <= l1.finalisedSlot || l1.sealOf(slot) !== undefined;

/** The slot can never be sealed any more: its deadline is over, or a later one was sealed. */
export function isLost(deployment: Deployment, l1: L1View, slot: number): boolean {
  if (isSealed(l1, slot)) return false;
  return l1.headTime > closeOf(deployment, slot) + deployment.sealDelay || l1.lastSealed > slot;
}

/** Certifies closed slots and seals certified ones, in order and one of each at a time. */
function planCertifying({ deployment, slots, l1 }: PlanInput): Effect[] {
  const effects: Effect[] = [];
  let parent = l1.lastCertified;
  let sealing = false;
  for (const open of slots.all()) {
    const { slot, closed, certified, book } = open;
    if (closed === undefined || isSealed(l1, slot)) continue;
    if (isLost(deployment, l1, slot)) {
      effects.push({ kind: "lost", slot, envelopes: closed.count });
      continue;
    }
    const envelopes = book.list().map(({ envelope }) => envelope);
    if (certified === undefined) {
      effects.push({ kind: "certify", slot, root: closed.root, parent, envelopes });
      break;
    }
    if (certified.parent !== parent) {
      // Its parent missed the deadline, so L1 will take neither; or a reorganisation hides it for a while.
      if (!isLost(deployment, l1, certified.parent)) break;
      effects.push({ kind: "lost", slot, envelopes: closed.count });
      continue;
    }
    parent = slot;
    // The inbox is known up to the close only if L1 was asked after it.
    if (sealing || l1.askedAt < closeMs(deployment, slot)) continue;
    sealing = true;
    effects.push({
      kind: "seal",
      entry: certified,
      inboxEnd: inboxEnd(deployment, l1, slot),
      envelopes,
    });
  }
  return effects;
}

/** Reveals what is sealed; voids what nobody revealed in time, because the trace cannot pass it otherwise. */
function planOpening({ deployment, slots, l1 }: PlanInput): Effect[] {
  return l1.unopened.flatMap((seal): Effect[] => {
    if (l1.headTime > seal.sealedAt + deployment.revealDelay)
      return [{ kind: "void", slot: seal.slot }];
    const open = slots.get(seal.slot);
    const keySet = l1.keySetOf(seal.slot);
    if (open?.certified === undefined || open.closed === undefined || keySet === undefined)
      return [];
    const certified = { ...open.certified, root: open.closed.root };
    return [{ kind: "reveal", certified, keySet }];
  });
}

/** Registers the first key set, the next before one ends, and a new one where there was a gap. */
function planKeys({ deployment, keyLeadSlots, l1, now }: PlanInput): Effect[] {
  const opening = firstSlotAhead(deployment, now);
  if (l1.keySetsEnd - opening > keyLeadSlots) return [];
  return [{ kind: "registerKeys", first: Math.max(l1.keySetsEnd, opening) }];
}

/** First slot that opens at least one interval from now: time for a transaction to be mined before. */
function firstSlotAhead(deployment: Deployment, now: number): number {
  return (collectingSlot(deployment, now + deployment.interval * 1000) ?? 0) + 1;
}

function inboxEnd(deployment: Deployment, l1: L1View, slot: number): number {
  return inboxEndFor(deployment, deployment.inboxDelay, slot, l1.inboxCursor, l1.queued);
}
