import { closeOf, collectingSlot } from "../../batching.ts";
import type { Exchange } from "../exchange.ts";

/** Slots that are looked through for the oldest that waits. */
const MOST_SLOTS = 512;

export type WaitingFor = "sealed" | "opened" | "executed" | "claimed" | "final";

/**
 * Seconds that the oldest batch has waited for each stage, counted from when the stage before was reached, or from the batch's close;
 * 0 where none waits.
 * @param now unix milliseconds
 */
export function waitingSeconds(exchange: Exchange, now: number): Record<WaitingFor, number> {
  const { deployment, view, executor } = exchange;
  const waiting = { sealed: 0, opened: 0, executed: 0, claimed: 0, final: 0 };
  if (view === undefined) return waiting;
  const since = (seconds: number): number => Math.max(0, now / 1_000 - seconds);
  const sinceClose = (slot: number | undefined): number =>
    slot === undefined ? 0 : since(closeOf(deployment, slot));
  const sealed = (slot: number): boolean => view.sealOf(slot) !== undefined;
  const claimed = view.standing.at(-1)?.claim.slot ?? view.finalisedSlot;
  const closed = (collectingSlot(deployment, now) ?? 1) - 1;
  const [oldestUnopened] = view.unopened;
  const [oldestClaim] = view.standing;
  const held = (slot: number): boolean => exchange.heldCount(slot) > 0;
  return {
    sealed: sinceClose(first(view.lastSealed + 1, closed, held)),
    opened: oldestUnopened === undefined ? 0 : since(oldestUnopened.sealedAt),
    executed: sinceClose(first(executor.slot + 1, view.lastSealed, sealed)),
    claimed: sinceClose(first(claimed + 1, executor.slot, sealed)),
    final:
      oldestClaim === undefined
        ? 0
        : since(oldestClaim.claim.postedAt + deployment.challengeWindow),
  };
}

/** The first slot of from … to for which `holds`, of the last so many. */
function first(from: number, to: number, holds: (slot: number) => boolean): number | undefined {
  for (let slot = Math.max(from, to - MOST_SLOTS + 1); slot <= to; slot++) {
    if (holds(slot)) return slot;
  }
  return undefined;
}
