import type { Clearing } from "#protocol/clearing";
import { MAX_AMOUNT, PHASE } from "#protocol/constants";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import { WritingTape } from "#protocol/records";
import { type Snapshot, State } from "#protocol/state";
import { step } from "#protocol/step";
import type { Truth } from "./lieTypes.ts";

/** A wrong Clear is taken on trust, and so are its fills, up to the step that has no outcome. */

/** Where each step of a wrong auction begins, with the record that the claimant would post. */
export interface TrustedStep {
  readonly before: Snapshot;
  readonly records: Uint8Array;
}

/** Steps of each auction that are kept: the first and the last ones. */
const KEPT = 3;

/** Of a chunk of one step, which is a Clear. */
export function wrongAuctions({ chunk, facts, context }: Truth): TrustedStep[][] {
  const right = BookProposer.fromState(new State(chunk.before.root));
  const { market } = readCursor(new State(chunk.before.root));
  const { tick, volume } = right.clearing(new State(chunk.before.root), market);
  const wrong: Clearing[] = [
    { tick, volume: volume + 1 },
    { tick, volume: Math.max(0, volume - 1) },
    { tick, volume: MAX_AMOUNT },
    { tick, volume: 0 },
    { tick: tick + 1, volume },
    { tick: Math.max(1, tick - 1), volume },
    { tick: Math.min(2 ** 20 - 1, tick * 2), volume },
    { tick: 2 ** 20 - 1, volume: MAX_AMOUNT },
    { tick: 1, volume: MAX_AMOUNT },
  ].filter((c) => c.tick < 2 ** 20 && (c.tick !== tick || c.volume !== volume));
  return wrong.map((clearing) => {
    const state = new State(chunk.before.root);
    const steps: TrustedStep[] = [];
    const proposer = { ...right, clearing: () => clearing, expiring: () => fail() };
    for (let done = false; !done; ) {
      const before = state.snapshot();
      const tape = new WritingTape();
      try {
        step(state, facts, context, tape, proposer);
        done = readCursor(state).phase < PHASE.fillBids || readCursor(state).phase > PHASE.close;
      } catch {
        done = true;
      }
      steps.push({ before, records: tape.bytes() });
    }
    return steps.length > 2 * KEPT ? [...steps.slice(0, KEPT), ...steps.slice(-KEPT)] : steps;
  });
}

function fail(): never {
  throw new RangeError("an auction expires nothing");
}
