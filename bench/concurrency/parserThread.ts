import { openSync, readSync } from "node:fs";
import { workerData } from "node:worker_threads";
import {
  ID,
  MessageReader,
  PRICE,
  QUANTITY,
  TIMESTAMP,
} from "../../sequencer/matching/formats/messageReader.ts";
import { UNPLAIN } from "../../sequencer/matching/formats/plainFields.ts";
import {
  type Batch,
  MOST_MESSAGES,
  NUMBERS,
  SharedBatches,
  type SharedMemory,
} from "./sharedBatches.ts";

/** A thread that reads messages from a file, a line each with its line end, and parses them into shared batches. */

const NEWLINE = 0x0a;
const { file, memory } = workerData as { readonly file: string; readonly memory: SharedMemory };

const batches = new SharedBatches(memory);
const reader = new MessageReader();
const source = openSync(file, "r");
/** The bytes behind the last message of the batch before. */
let rest: Uint8Array = new Uint8Array();
for (;;) {
  const batch = batches.empty();
  const { bytes } = batch;
  bytes.set(rest);
  const read = readSync(source, bytes, rest.length, bytes.length - rest.length, null);
  const length = rest.length + read;
  const { count, end } = parse(batch, length);
  rest = bytes.slice(end, length);
  batches.handOn(count);
  if (count === 0) break;
}

/** Parses the complete lines; returns their number and where they end. */
function parse(batch: Batch, length: number): { count: number; end: number } {
  const { bytes } = batch;
  let count = 0;
  let start = 0;
  while (count < MOST_MESSAGES) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0 || end >= length) break;
    parseLine(batch, count++, start, end);
    start = end + 1;
  }
  return { count, end: start };
}

function parseLine(batch: Batch, at: number, start: number, end: number): void {
  const { wishes, starts, ends, numbers } = batch;
  const wish = reader.read(batch.bytes, start, end);
  const { values } = reader;
  wishes[at] = wish;
  starts[at] = wish === UNPLAIN ? start : (values.starts[ID] as number);
  ends[at] = wish === UNPLAIN ? end : (values.ends[ID] as number);
  numbers[NUMBERS * at] = values.units[PRICE] as number;
  numbers[NUMBERS * at + 1] = values.units[QUANTITY] as number;
  numbers[NUMBERS * at + 2] = values.units[TIMESTAMP] as number;
}
