import type { Book } from "../types.ts";

export type Level = Book["bids"][number];

export interface DepthRow extends Level {
  /** Lots at this level and better ones. */
  readonly together: number;
}

/** Levels, best first, each with what lies up to it. */
export function depthOf(levels: readonly Level[], most: number): readonly DepthRow[] {
  let together = 0;
  return levels.slice(0, most).map((level) => {
    together += level.lots;
    return { ...level, together };
  });
}
