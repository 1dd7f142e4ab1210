import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { Desk } from "../../sequencer/matching/formats/dialect.ts";
import { CANCEL } from "../../sequencer/matching/formats/messageReader.ts";
import { Messages } from "../../sequencer/matching/formats/messages.ts";
import { UNPLAIN } from "../../sequencer/matching/formats/plainFields.ts";
import { decodeRecord } from "../../sequencer/matching/formats/records.ts";
import { Matcher } from "../../sequencer/matching/match.ts";
import { type Batch, NUMBERS, SharedBatches, sharedMemory } from "./sharedBatches.ts";
import { TradeSender } from "./tradeSender.ts";

/**
 * Matches a file of messages in one thread; in two, of which one reads and parses; or in three, of which another writes.
 * Usage: matchProcess one|two|three FILE OUTPUT.
 */

const BLOCK_BYTES = 1_048_576;
const [mode = "", file = "", output = ""] = process.argv.slice(2);
const refuse = (refusal: unknown): void => {
  throw new RangeError(`${JSON.stringify(refusal)}: expected no refusals`);
};

if (mode === "three") inThreeThreads();
else {
  const target = openSync(output, "w");
  const write = (chunk: Uint8Array): void => void writeSync(target, chunk);
  if (mode === "two") inTwoThreads(write);
  else inOneThread(write);
  closeSync(target);
}

function inOneThread(write: (chunk: Uint8Array) => void): void {
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

function inTwoThreads(write: (chunk: Uint8Array) => void): void {
  const desk = new Desk({ write, refuse, selfTrade: "allow" });
  const messages = new Messages(desk);
  takeAll((batch, at) => {
    const { bytes, starts, ends, wishes, numbers } = batch;
    const wish = wishes[at] as Wish;
    const start = starts[at] as number;
    const end = ends[at] as number;
    const price = numbers[NUMBERS * at] as number;
    const quantity = numbers[NUMBERS * at + 1] as number;
    messages.timestamp[0] = numbers[NUMBERS * at + 2] as number;
    if (wish === CANCEL) desk.market.cancelBytes(bytes, start, end);
    else if (wish === UNPLAIN) messages.takeText(0, textOf(bytes, start, end));
    else messages.place(0, bytes, start, end, wish, price, quantity);
  });
  desk.out.flush();
}

/** Only for plain records: what is written otherwise is refused. */
function inThreeThreads(): void {
  const memory = sharedMemory();
  start("encoderThread", { output, memory });
  const desk = new Desk({ write: () => {}, refuse, selfTrade: "allow" });
  const sender = new TradeSender(desk.market, new SharedBatches(memory));
  let batch: Batch;
  let message = 0;
  const send = (at: number): void => {
    const { bytes, starts, ends, numbers } = batch;
    const timestamp = numbers[NUMBERS * message + 2] as number;
    sender.send(at, bytes, starts[message] as number, ends[message] as number, timestamp);
  };
  takeAll((from, at) => {
    batch = from;
    message = at;
    const { bytes, starts, ends, wishes, numbers } = from;
    const wish = wishes[at] as Wish;
    const start = starts[at] as number;
    const end = ends[at] as number;
    const price = numbers[NUMBERS * at] as number;
    const quantity = numbers[NUMBERS * at + 1] as number;
    if (wish === CANCEL) desk.market.cancelBytes(bytes, start, end);
    else if (wish === UNPLAIN) refuse(textOf(bytes, start, end));
    else desk.place(0, bytes, start, end, wish, price, quantity, 0, send);
  });
  sender.end();
}

type Wish = 0 | 1 | typeof CANCEL | typeof UNPLAIN;

/** Takes all messages that a parsing thread hands on. */
function takeAll(take: (batch: Batch, at: number) => void): void {
  const memory = sharedMemory();
  start("parserThread", { file, memory });
  const batches = new SharedBatches(memory);
  for (;;) {
    const next = batches.full();
    if (next === undefined) break;
    for (let at = 0; at < next.count; at++) take(next.batch, at);
    batches.giveBack();
  }
}

function start(thread: string, workerData: unknown): void {
  new Worker(new URL(`./${thread}.js`, import.meta.url), { workerData });
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  const record = decodeRecord(0, bytes.slice(start, end));
  return "text" in record ? record.text : "";
}
