import { keyFrom } from "#protocol/bitmap";
import { type Side, TICK_LIMIT } from "#protocol/constants";
import { levelKey, sideBitmap } from "#protocol/layout";
import { readLevel } from "#protocol/leaves";
import type { StatePort } from "#protocol/state";
import type { DepthRecord } from "./history.ts";

export interface Levels {
  /** Best first. */
  readonly levels: readonly DepthRecord[];
  /** There are more. */
  readonly truncated: boolean;
}

/** The live levels of a side, at most `limit` of them. */
export function levelsOf(state: StatePort, market: number, side: Side, limit: number): Levels {
  const root = sideBitmap(market, side);
  const levels: DepthRecord[] = [];
  let key = keyFrom(state, root, 0);
  while (key !== undefined && levels.length < limit) {
    levels.push({ tick: levelKey(side, key), lots: readLevel(state, market, side, key).total });
    key = key + 1 < TICK_LIMIT ? keyFrom(state, root, key + 1) : undefined;
  }
  return { levels, truncated: key !== undefined };
}
