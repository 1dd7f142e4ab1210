import type { Deployment } from "#protocol/config";

type Grid = Pick<Deployment, "genesisTime" | "interval">;

export interface TargetInput {
  readonly grid: Grid;
  /** First slot beyond all registered key sets. */
  readonly keysEnd: number;
  /** Unix seconds. */
  readonly now: number;
  /** Least time between the beginning of a generation and the opening of its first slot. */
  readonly leadSeconds: number;
  /** Slots before the end of the keys at which the next are made. */
  readonly prepareSlots: number;
}

/** Unix seconds at which a slot opens: its set must be registered before. */
export const opensAt = ({ genesisTime, interval }: Grid, slot: number): number =>
  genesisTime + (slot - 1) * interval;

/**
 * First slot of the key set that keypers make now, for all of them the same without a word: it follows the last set, or, where too
 * little time is left for that, begins at the next slot but one that is a multiple of as many slots as a generation may
 * take.
 */
export function targetFirst(input: TargetInput): number | undefined {
  const { grid, keysEnd, now, leadSeconds, prepareSlots } = input;
  const collecting = Math.max(0, Math.floor((now - grid.genesisTime) / grid.interval) + 1);
  if (keysEnd - collecting > prepareSlots) return undefined;
  if (opensAt(grid, keysEnd) >= now + leadSeconds) return keysEnd;
  const step = Math.ceil(leadSeconds / grid.interval) + 1;
  const earliest = collecting + step;
  return Math.max(keysEnd, Math.ceil(earliest / step) * step);
}
