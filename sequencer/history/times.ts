import type { Deployment } from "#protocol/config";
import { MAX_SLOT } from "#protocol/constants";
import type { Times } from "./history.ts";

export type SlotTimes = Pick<Deployment, "genesisTime" | "interval">;

/** Slots that closed in [from, to): from the first one on and below the other. */
export function slotsWithin(
  { genesisTime, interval }: SlotTimes,
  { from, to }: Times,
): { readonly first: number; readonly behind: number } {
  const slotAt = (time: number): number =>
    Math.min(MAX_SLOT + 1, Math.max(0, Math.ceil((time - genesisTime) / interval)));
  return {
    first: from === undefined ? 0 : slotAt(from),
    behind: to === undefined ? MAX_SLOT + 1 : slotAt(to),
  };
}

/** When a slot closes, unix seconds. */
export const closeOfSlot = ({ genesisTime, interval }: SlotTimes, slot: number): number =>
  genesisTime + slot * interval;
