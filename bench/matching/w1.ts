import { NumberedMarket } from "../../sequencer/matching/engine/numberedMarket.ts";
import { RESTS } from "../../sequencer/matching/engine/outcomes.ts";
import { BUY, SELL, type Side } from "../../sequencer/matching/engine/units.ts";
import { TradeDigest } from "./digest.ts";

/**
 * The workload W1: a book is filled, then limits, cancels and sweeps come upon it. What they are depends on best prices and
 * on which orders rest, so a stream is made once with a correct book, and frozen as little-endian words: the header: prefill
 * count, message count, trades, digest; then id, price, quantity and flags of each message.
 */

export interface Workload {
  readonly name: "w1" | "w1-shallow";
  /** Prices of the prefill lie around it. */
  readonly mid: number;
  /** … at most this far away. */
  readonly depth: number;
  readonly prefill: number;
  readonly messages: number;
  /** SHA-256 of the frozen stream, in hex. */
  readonly sha256: string;
}

const COUNT = 1_000_000;

/** W1-sparse: W1 with its prices this far apart, and from here on. */
export const SPARSE_STEP = 10_007;
export const SPARSE_BASE = 10 ** 12;

export const W1: Workload = {
  name: "w1",
  mid: 65_536,
  depth: 2_000,
  prefill: COUNT,
  messages: COUNT,
  sha256: "42790ca25c633602f0f05a8b768e052c7a1eeea82451afbaeb0ea65729e45478",
};

export const W1_SHALLOW: Workload = {
  name: "w1-shallow",
  mid: 2 ** 20,
  depth: 400_000,
  prefill: COUNT,
  messages: COUNT,
  sha256: "54aa1d5c916b71c8db8d6591641c9cfe3ff99c88069a23649f83be998e0def2b",
};

export const HEADER_WORDS = 4;
export const WORDS_A_MESSAGE = 4;
export const CANCEL_FLAG = 1;
export const SELL_FLAG = 256;

const SEED = 0x9e37_79b9;
const ID_FACTOR = 0x9e37_79b1;

/** Makes a stream as words. */
export function makeStream(workload: Workload): Uint32Array {
  const { mid, depth, prefill, messages } = workload;
  const { rnd, below } = xorshift32(SEED);
  const words = new Uint32Array(HEADER_WORDS + WORDS_A_MESSAGE * (prefill + messages));
  const market = new NumberedMarket();
  const digest = new TradeDigest();
  const resting: number[] = [];
  let end = HEADER_WORDS;
  let orders = 0;

  const write = (id: number, price: number, quantity: number, flags: number): void => {
    words[end++] = id;
    words[end++] = price;
    words[end++] = quantity;
    words[end++] = flags;
  };
  const place = (side: Side, price: number, quantity: number): void => {
    const id = Math.imul(++orders, ID_FACTOR);
    write(id, price, quantity, side === SELL ? SELL_FLAG : 0);
    if (market.place(id, side, price, quantity) === RESTS) resting.push(id);
    digest.addAll(id, market.trades);
  };
  const drawSide = (): Side => ((rnd() & 1) === 1 ? SELL : BUY);
  /** A price so much worse for the one who places the order; better if negative. */
  const away = (side: Side, price: number, distance: number): number =>
    side === SELL ? price + distance : price - distance;
  const opposite = (side: Side): number => market.best(side === SELL ? BUY : SELL);

  const limit = (): void => {
    const side = drawSide();
    const marketable = below(10) === 0;
    const distance = marketable ? -below(3) : 1 + Math.floor((below(2_000) * below(2_000)) / 2_000);
    const quantity = 1 + below(100);
    place(side, away(side, opposite(side), distance), quantity);
  };
  const cancel = (): void => {
    for (;;) {
      const at = below(resting.length);
      const id = resting[at] as number;
      resting[at] = resting.at(-1) as number;
      resting.pop();
      if (!market.has(id)) continue;
      market.cancel(id);
      write(id, 0, 0, CANCEL_FLAG);
      return;
    }
  };
  const sweep = (): void => {
    const side = drawSide();
    const quantity = 1 + below(1_000);
    place(side, away(side, opposite(side), -20), quantity);
  };

  for (let n = 0; n < prefill; n++) {
    const side = drawSide();
    const distance = below(depth);
    const quantity = 1 + below(100);
    place(side, side === SELL ? mid + 1 + distance : mid - distance, quantity);
  }
  for (let n = 0; n < messages; n++) {
    const choice = below(100);
    if (choice < 50) limit();
    else if (choice < 95) cancel();
    else sweep();
  }
  words.set([prefill, messages, digest.trades, digest.value]);
  return words;
}

function xorshift32(seed: number): { rnd: () => number; below: (limit: number) => number } {
  let x = seed;
  const rnd = (): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
  return { rnd, below: (limit) => rnd() % limit };
}
