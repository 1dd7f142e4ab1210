import type { z } from "zod";
import type { SealView } from "../ports.ts";
import type { Stage as StageSchema } from "./schema/batches.ts";

export type Stage = z.output<typeof StageSchema>;

/** What is known of a slot, from the sequencer's log, from L1 and from the trace. */
export interface SlotFacts {
  /** How far it is in the sequencer, while it is open there. */
  readonly progress: "collecting" | "closed" | "certified" | undefined;
  /** It missed its deadline on L1. */
  readonly lost: boolean;
  readonly seal: Pick<SealView, "count" | "key"> | undefined;
  /** Chunks of the trace up to its end; undefined until it is executed. */
  readonly chunksEnd: number | undefined;
  /** Chunks in all claims that stand. */
  readonly claimedChunks: number;
  /** Chunks in the final ones. */
  readonly finalChunks: number;
}

/** How far a batch is; undefined where the slot is skipped or has not begun. */
export function stageOf(facts: SlotFacts): Stage | undefined {
  const { progress, lost, seal, chunksEnd, claimedChunks, finalChunks } = facts;
  if (chunksEnd !== undefined) {
    if (chunksEnd <= finalChunks) return "final";
    return chunksEnd <= claimedChunks ? "claimed" : "executed";
  }
  // A slot sealed without envelopes needs no key: all of it can be read.
  if (seal !== undefined) return seal.key === "none" && seal.count > 0 ? "sealed" : "opened";
  return lost ? "lost" : progress;
}
