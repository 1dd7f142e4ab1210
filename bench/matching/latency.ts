import { NumberedMarket } from "../../sequencer/matching/engine/numberedMarket.ts";
import { TradeDigest } from "./digest.ts";
import { readStream, send, sendOne, warmUp } from "./runW1.ts";
import { HEADER_WORDS, WORDS_A_MESSAGE } from "./w1.ts";

/** Times of single messages in microseconds, the two readings of the clock around each included. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly most: number;
}

/** Reads the clock before and after each message of the second phase. */
export function measureLatency(file: string): Latency {
  const words = readStream(file);
  const [prefill = 0, messages = 0] = words;
  warmUp({ sparse: false, block: 1 });
  const market = new NumberedMarket();
  const tally = new TradeDigest();
  send(market, tally, words, 0, prefill, { sparse: false, block: 1 });
  const times = new Float64Array(messages);
  for (let n = 0; n < messages; n++) {
    const at = HEADER_WORDS + WORDS_A_MESSAGE * (prefill + n);
    const start = performance.now();
    sendOne(market, tally, words, at, false);
    times[n] = 1_000 * (performance.now() - start);
  }
  times.sort();
  const share = (part: number): number => times[Math.ceil(part * messages) - 1] ?? 0;
  return {
    median: share(0.5),
    p99: share(0.99),
    p999: share(0.999),
    p9999: share(0.9999),
    most: share(1),
  };
}
