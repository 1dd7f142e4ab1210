import type { Context } from "#protocol/stepTypes";
import type { Vectors } from "../../vectors/source.ts";
import { Packer } from "../packRun.ts";
import { WorstChunks } from "./worstChunks.ts";

/** Steps a root that are measured beside each other. */
const STEPS = [8, 16, 24, 32];

/** In the place of the column of a kind: the steps that a chunk holds at most. */
export function worst(context: Context): Vectors {
  const packer = new Packer(context.crypto);
  const chunks = new WorstChunks(context);
  const all = [
    ...chunks.single().map((named) => ({ ...named, steps: 1 })),
    ...STEPS.flatMap((steps) => chunks.full(steps).map((named) => ({ ...named, steps }))),
  ];
  const runs = all.map(({ chunk, steps }) => packer.run(chunk, steps, []));
  return {
    names: all.map(({ name }) => name),
    envelopes: packer.envelopes(),
    runs,
    nodes: packer.nodes(),
  };
}
