import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { readEvents } from "../sequencer/matching/formats/events.ts";
import { EXAMPLE_LINES, EXAMPLE_MODEL, modelFlow } from "./flow.ts";
import { type FlowWindow, windowsOf } from "./windows.ts";

/** Where the flow comes from. */

/** examples/flow.ndjson, as seen from where this file is built to. */
const EXAMPLE = fileURLToPath(new URL("../../examples/flow.ndjson", import.meta.url));

export interface FlowChoice {
  /** A file of the `events` format; the example if undefined. */
  readonly file: string | undefined;
  /** Units of the flow's timestamps in one window. */
  readonly window: number;
}

/** The windows of a flow. The example goes on for ever: where the file ends, its model continues it. */
export function openFlow({
  file,
  window,
}: FlowChoice): AsyncGenerator<FlowWindow, void, undefined> {
  const bytes = file === undefined ? endlessExample() : createReadStream(file);
  return windowsOf(readEvents(bytes), window);
}

async function* endlessExample(): AsyncGenerator<Uint8Array> {
  yield* createReadStream(EXAMPLE);
  let line = 0;
  for (const text of modelFlow(EXAMPLE_MODEL)) {
    if (++line > EXAMPLE_LINES) yield Buffer.from(`${text}\n`);
  }
}
