import type { BatchSummary } from "../types.ts";

/** Batches that the page keeps, newest first. */
export const MAX_BATCHES = 60;

/**
 * The list with newer word of some batches; newest first, at most MAX_BATCHES. Only the newest one collects: of an older one that closed
 * with nothing in it nothing more is told.
 */
export function mergeBatches(
  held: readonly BatchSummary[],
  news: readonly BatchSummary[],
): readonly BatchSummary[] {
  return mergeOlder(held, news)
    .filter(({ stage }, at) => at === 0 || stage !== "collecting")
    .slice(0, MAX_BATCHES);
}

/** Both lists as one, newest first; of a batch in both the second one's word counts. */
export function mergeOlder(
  first: readonly BatchSummary[],
  second: readonly BatchSummary[],
): readonly BatchSummary[] {
  const bySlot = new Map([...first, ...second].map((batch) => [batch.slot, batch]));
  return [...bySlot.values()].sort((a, b) => b.slot - a.slot);
}

/** What a reader without sight should hear of a change: only that a batch was settled, not each of its stages. */
export function announcement(
  held: readonly BatchSummary[],
  batch: BatchSummary,
  describe: (result: BatchSummary["markets"][number]) => string,
): string | undefined {
  const before = held.find(({ slot }) => slot === batch.slot);
  if (before === undefined || before.markets.length > 0 || batch.markets.length === 0)
    return undefined;
  const traded = batch.markets.filter(({ volume }) => volume > 0);
  if (traded.length === 0) return undefined;
  return `Batch ${batch.slot}: ${traded.map(describe).join("; ")}`;
}
