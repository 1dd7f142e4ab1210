import {
  CANCEL_FLAG,
  HEADER_WORDS,
  SELL_FLAG,
  SPARSE_BASE,
  SPARSE_STEP,
  WORDS_A_MESSAGE,
} from "../matching/w1.ts";

/** An order flow in a format of `walras match`, made from the frozen words of W1. */
export interface Flow {
  readonly name: string;
  readonly format: "messages" | "tuples";
  /** Cancels included. */
  readonly records: number;
  /** Of the file, in hex. */
  readonly sha256: string;
  /** What the flow makes of a price of W1. */
  readonly price: (price: number) => number;
  /** Whether the records are the elements of one JSON array. */
  readonly isArray: boolean;
}

const COUNT = 1_000_000;
/** Messages follow one another by a millisecond. */
const START_MS = 1_678_886_400_000;
const USERS = 1_000;
const ORDERS_A_BLOCK = 100;

export const W1_MESSAGES: Flow = {
  name: "w1.messages",
  format: "messages",
  records: 2 * COUNT,
  sha256: "344709d51c10b54bbf26a3f78562b99ebc1934322de187dc77e234b49d48b7d6",
  price: (price) => 10 ** 8 * price,
  isArray: false,
};

export const W1_SPARSE_MESSAGES: Flow = {
  ...W1_MESSAGES,
  name: "w1-sparse.messages",
  sha256: "cfa11c21b0025707d03adb996a67c7f65d2d4b1a4a99a7db8779adc32b19a97b",
  price: (price) => SPARSE_STEP * price + SPARSE_BASE,
};

/** The last million orders of W1, without its cancels. */
export const TUPLE_LINES: Flow = {
  name: "w1.tuples",
  format: "tuples",
  records: COUNT,
  sha256: "7c7311fd3451b091a92db50c0c979885f049f42b5d2cd045d52ea32a85779419",
  price: (price) => price,
  isArray: false,
};

export const TUPLE_ARRAY: Flow = {
  ...TUPLE_LINES,
  name: "w1.tuples-array",
  sha256: "75ab689f276988e878389de91298c4842ac11befc98c91d78bc8b441fa353d44",
  isArray: true,
};

/** One record as the words of W1 have it. */
export interface Entry {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: "buy" | "sell";
  readonly cancels: boolean;
}

/** The records of a flow, from W1's words. */
export function* entriesOf(flow: Flow, words: Uint32Array): Generator<Entry> {
  let skipped = flow.format === "tuples" ? ordersIn(words) - flow.records : 0;
  for (let at = HEADER_WORDS; at < words.length; at += WORDS_A_MESSAGE) {
    const flags = words[at + 3] as number;
    const cancels = (flags & CANCEL_FLAG) !== 0;
    if (flow.format === "tuples" && (cancels || skipped-- > 0)) continue;
    yield {
      id: words[at] as number,
      price: flow.price(words[at + 1] as number),
      quantity: words[at + 2] as number,
      side: (flags & SELL_FLAG) === 0 ? "buy" : "sell",
      cancels,
    };
  }
}

/** A flow's bytes, piece by piece. */
export function* textOf(flow: Flow, words: Uint32Array): Generator<string> {
  let piece = flow.isArray ? "[\n" : "";
  let count = 0;
  for (const entry of entriesOf(flow, words)) {
    const mark = flow.isArray && count > 0 ? ",\n" : "";
    piece += `${mark}${recordOf(flow, entry, count++)}${flow.isArray ? "" : "\n"}`;
    if (count % 10_000 > 0) continue;
    yield piece;
    piece = "";
  }
  yield flow.isArray ? `${piece}\n]\n` : piece;
}

function recordOf(flow: Flow, { id, price, quantity, side, cancels }: Entry, n: number): string {
  if (flow.format === "tuples") {
    const block = 1 + Math.floor(n / ORDERS_A_BLOCK);
    const values = `"order-${id}","user-${n % USERS}","${side}",${price},${quantity},${block}`;
    return flow.isArray ? `[${values}]` : `(${values})`;
  }
  const named = `"order_id":"order-${id}","timestamp":${START_MS + n}`;
  if (cancels) return `{"type":"cancel",${named}}`;
  return `{"type":"order",${named},"price":${price},"quantity":${quantity},"side":"${side}"}`;
}

function ordersIn(words: Uint32Array): number {
  let orders = 0;
  for (let at = HEADER_WORDS; at < words.length; at += WORDS_A_MESSAGE)
    if (((words[at + 3] as number) & CANCEL_FLAG) === 0) orders++;
  return orders;
}
