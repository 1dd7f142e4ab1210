import { readFileSync } from "node:fs";
import { NumberedMarket } from "../../sequencer/matching/engine/numberedMarket.ts";
import type { Side } from "../../sequencer/matching/engine/units.ts";
import { TradeDigest } from "./digest.ts";
import {
  CANCEL_FLAG,
  HEADER_WORDS,
  makeStream,
  SPARSE_BASE,
  SPARSE_STEP,
  W1,
  WORDS_A_MESSAGE,
} from "./w1.ts";

/** Figures of one run through a frozen stream, with every check, the search for duplicates and the trades. */
export interface W1Run {
  /** Of the second phase, as run. */
  readonly messages: number;
  /** Processor time of the second phase and what else the process did meanwhile, in seconds. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly prefillSeconds: number;
  /** Growth of resident memory in the prefill. */
  readonly rssGrowthBytes: number;
  readonly trades: number;
  /** Eight hex digits. */
  readonly digest: string;
  readonly resting: number;
  /** Whether trades and digest are those that the stream's header states; unknown of a part of the stream. */
  readonly asStated: boolean | undefined;
}

export interface W1RunOptions {
  /** How many messages of the second phase to run; all unless told. */
  readonly messages?: number;
  /** Whether to spread the prices as W1-sparse does. */
  readonly sparse?: boolean;
  /** How many messages are looked at together, so that their waits for memory overlap; 32 unless told. */
  readonly block?: number;
}

interface Manner {
  readonly sparse: boolean;
  readonly block: number;
}

const BLOCK = 32;
const WARM_UP = { prefill: 100_000, messages: 200_000 };

/** Runs one frozen stream from a file. Before that, a small one is run on another book, so that the code is compiled. */
export function runW1(file: string, options: W1RunOptions = {}): W1Run {
  const words = readStream(file);
  const { sparse = false, block = BLOCK } = options;
  const manner = { sparse, block };
  const [prefill = 0, stated = 0, trades, digest = 0] = words;
  const messages = Math.min(options.messages ?? stated, stated);
  warmUp(manner);

  const before = process.memoryUsage.rss();
  const market = new NumberedMarket();
  const tally = new TradeDigest();
  const start = performance.now();
  send(market, tally, words, 0, prefill, manner);
  const filled = performance.now();
  const rssGrowthBytes = process.memoryUsage.rss() - before;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  send(market, tally, words, prefill, prefill + messages, manner);
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);

  const whole = messages === stated && !sparse;
  return {
    messages,
    cpuSeconds: (user + system) / 1e6,
    seconds,
    messagesPerSecond: messages / seconds,
    prefillSeconds: (filled - start) / 1_000,
    rssGrowthBytes,
    trades: tally.trades,
    digest: hexOf(tally.value),
    resting: market.size,
    asStated: whole ? tally.trades === trades && tally.value === digest >>> 0 : undefined,
  };
}

export const hexOf = (word: number): string => word.toString(16).padStart(8, "0");

/** A stream's words, signed, for ids are. */
export function readStream(file: string): Int32Array {
  const bytes = readFileSync(file);
  const [prefill = 0, messages = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
  const length = HEADER_WORDS + WORDS_A_MESSAGE * (prefill + messages);
  if (bytes.length !== 4 * length)
    throw new RangeError(`${file}: ${bytes.length} bytes, expected ${4 * length} by its header`);
  return new Int32Array(bytes.buffer, bytes.byteOffset, length);
}

/** Sends the messages from … to − 1 to a market. */
export function send(
  market: NumberedMarket,
  tally: TradeDigest,
  words: Int32Array,
  from: number,
  to: number,
  { sparse, block }: Manner,
): void {
  const end = HEADER_WORDS + WORDS_A_MESSAGE * to;
  for (let start = HEADER_WORDS + WORDS_A_MESSAGE * from; start < end; ) {
    const stop = Math.min(end, start + WORDS_A_MESSAGE * block);
    if (block > 1)
      for (let at = start; at < stop; at += WORDS_A_MESSAGE) market.touch(words[at] as number);
    for (let at = start; at < stop; at += WORDS_A_MESSAGE)
      sendOne(market, tally, words, at, sparse);
    start = stop;
  }
}

/** Sends the message that begins at a word of the stream. */
export function sendOne(
  market: NumberedMarket,
  tally: TradeDigest,
  words: Int32Array,
  at: number,
  sparse: boolean,
): void {
  const id = words[at] as number;
  const flags = words[at + 3] as number;
  if ((flags & CANCEL_FLAG) !== 0) {
    market.cancel(id);
    return;
  }
  const price = words[at + 1] as number;
  const quantity = words[at + 2] as number;
  const side = ((flags >>> 8) & 1) as Side;
  market.place(id, side, sparse ? SPARSE_STEP * price + SPARSE_BASE : price, quantity);
  tally.addAll(id, market.trades);
}

/** The book of the warm-up is kept: V8 throws compiled code away once no object of its kind is left. */
const warm: NumberedMarket[] = [];

/** Has the code compiled before it is measured. */
export function warmUp(manner: Manner): void {
  const market = new NumberedMarket();
  warm.push(market);
  const stream = new Int32Array(makeStream({ ...W1, ...WARM_UP }).buffer);
  const { prefill, messages } = WARM_UP;
  send(market, new TradeDigest(), stream, 0, prefill + messages, manner);
  globalThis.gc?.();
}
