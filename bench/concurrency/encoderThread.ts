import { closeSync, openSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { literal } from "../../sequencer/matching/formats/dialect.ts";
import { Output } from "../../sequencer/matching/formats/output.ts";
import { type Batch, NUMBERS, SharedBatches, type SharedMemory } from "./sharedBatches.ts";

/** A thread that writes trades from shared batches: each has two texts, its taker and its maker, and three numbers. */

const PARTS = [
  '{"taker_order_id":',
  ',"maker_order_id":',
  ',"price":',
  ',"quantity":',
  ',"timestamp":',
  "}\n",
].map(literal);

const { output, memory } = workerData as {
  readonly output: string;
  readonly memory: SharedMemory;
};
const batches = new SharedBatches(memory);
const target = openSync(output, "w");
const out = new Output((chunk) => void writeSync(target, chunk));
for (;;) {
  const next = batches.full();
  if (next === undefined) break;
  for (let at = 0; at < next.count; at++) write(next.batch, at);
  batches.giveBack();
}
out.flush();
closeSync(target);

function write({ bytes, starts, ends, numbers }: Batch, at: number): void {
  for (const [n, part] of PARTS.entries()) {
    out.raw(part);
    if (n < 2) out.text(bytes, starts[2 * at + n] as number, ends[2 * at + n] as number);
    else if (n < 2 + NUMBERS) out.integer(numbers[NUMBERS * at + n - 2] as number);
  }
}
