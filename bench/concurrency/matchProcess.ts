import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { Desk } from "../../sequencer/matching/formats/dialect.ts";
import { CANCEL } from "../../sequencer/matching/formats/messageReader.ts";
import { Messages } from "../../sequencer/matching/formats/messages.ts";
import { UNPLAIN } from "../../sequencer/matching/formats/plainFields.ts";
import { decodeRecord } from "../../sequencer/matching/formats/records.ts";
import { Matcher } from "../../sequencer/matching/match.ts";
import { type Batch, NUMBERS, SharedBatches, sharedMemory } from "./sharedBatches.ts";

/**
 * Matches a file of messages in one thread, in two, or in two without writing the trades, which is all that a third thread
 * could take over. Usage: matchProcess one|two|two-silent FILE OUTPUT.
 */

const BLOCK_BYTES = 1_048_576;
const [mode = "", file = "", output = ""] = process.argv.slice(2);
const target = openSync(output, "w");
const write = (chunk: Uint8Array): void => void writeSync(target, chunk);
const refuse = (refusal: unknown): void => {
  throw new RangeError(`${JSON.stringify(refusal)}: expected no refusals`);
};

if (mode === "one") inOneThread();
else inTwoThreads(mode === "two-silent");
closeSync(target);

function inOneThread(): void {
  const matcher = new Matcher({ format: "messages", write, refuse });
  const source = openSync(file, "r");
  const block = new Uint8Array(BLOCK_BYTES);
  for (;;) {
    const length = readSync(source, block);
    if (length === 0) break;
    matcher.push(block.subarray(0, length));
  }
  matcher.end();
}

function inTwoThreads(isSilent: boolean): void {
  const memory = sharedMemory();
  new Worker(new URL("./parserThread.js", import.meta.url), { workerData: { file, memory } });
  const batches = new SharedBatches(memory);
  const desk = new Desk({ write, refuse, selfTrade: "allow" });
  const messages = new Messages(desk);
  for (;;) {
    const next = batches.full();
    if (next === undefined) break;
    for (let at = 0; at < next.count; at++) take(desk, messages, next.batch, at, isSilent);
    batches.giveBack();
  }
  desk.out.flush();
}

function take(desk: Desk, messages: Messages, batch: Batch, at: number, isSilent: boolean): void {
  const { bytes, wishes, numbers } = batch;
  const wish = wishes[at] as 0 | 1 | typeof CANCEL | typeof UNPLAIN;
  const start = batch.starts[at] as number;
  const end = batch.ends[at] as number;
  const price = numbers[NUMBERS * at] as number;
  const quantity = numbers[NUMBERS * at + 1] as number;
  if (wish === CANCEL) desk.market.cancelBytes(bytes, start, end);
  else if (wish === UNPLAIN) {
    const record = decodeRecord(0, bytes.slice(start, end));
    if ("fault" in record) desk.refuse(0, record.fault);
    else messages.takeText(0, record.text);
  } else if (isSilent) desk.place(0, bytes, start, end, wish, price, quantity, 0, silently);
  else
    messages.place(
      0,
      bytes,
      start,
      end,
      wish,
      price,
      quantity,
      numbers[NUMBERS * at + 2] as number,
    );
}

function silently(): void {}
