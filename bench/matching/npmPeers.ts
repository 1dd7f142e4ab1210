import { TradeDigest } from "./digest.ts";
import { hexOf, readStream } from "./runW1.ts";
import { CANCEL_FLAG, HEADER_WORDS, SELL_FLAG, WORDS_A_MESSAGE } from "./w1.ts";

/** The order books on npm that are measured beside this one. Both come from one author and have one interface. */
export const NPM_PEERS = ["nodejs-order-book", "hft-limit-order-book"] as const;
export type NpmPeer = (typeof NPM_PEERS)[number];

interface PeerOrder {
  readonly id: string;
  readonly price: number;
  readonly size: number;
}

interface PeerBook {
  limit(order: { id: string; side: "buy" | "sell"; size: number; price: number }): {
    /** Orders filled, in order; the new one last, if it is. */
    readonly done: readonly PeerOrder[];
    /** The order filled in part. */
    readonly partial: PeerOrder | null;
    readonly partialQuantityProcessed: number;
    readonly err: Error | null;
  };
  cancel(id: string): unknown;
}

export interface NpmPeerRun {
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly rssGrowthBytes: number;
  readonly trades: number;
  readonly digest: string;
}

/** Fills a peer's book from a frozen stream, and runs the first `messages` of the second phase. */
export async function runNpmPeer(
  name: NpmPeer,
  file: string,
  messages: number,
): Promise<NpmPeerRun> {
  const { OrderBook }: { OrderBook: new () => PeerBook } = await import(name);
  const words = readStream(file);
  const [prefill = 0] = words;
  const before = process.memoryUsage.rss();
  const book = new OrderBook();
  const tally = new TradeDigest();
  send(book, tally, words, 0, prefill);
  const rssGrowthBytes = process.memoryUsage.rss() - before;
  const start = performance.now();
  send(book, tally, words, prefill, prefill + messages);
  const seconds = (performance.now() - start) / 1_000;
  return {
    messages,
    messagesPerSecond: messages / seconds,
    rssGrowthBytes,
    trades: tally.trades,
    digest: hexOf(tally.value),
  };
}

function send(
  book: PeerBook,
  tally: TradeDigest,
  words: Int32Array,
  from: number,
  to: number,
): void {
  for (let n = from; n < to; n++) {
    const at = HEADER_WORDS + WORDS_A_MESSAGE * n;
    const id = words[at] as number;
    const flags = words[at + 3] as number;
    if ((flags & CANCEL_FLAG) !== 0) {
      book.cancel(String(id));
      continue;
    }
    const side = (flags & SELL_FLAG) === 0 ? "buy" : "sell";
    const price = words[at + 1] as number;
    const size = words[at + 2] as number;
    const result = book.limit({ id: String(id), side, size, price });
    if (result.err !== null) throw result.err;
    for (const maker of result.done)
      if (maker.id !== String(id)) tally.add(id, Number(maker.id), maker.price, maker.size);
    const { partial } = result;
    if (partial !== null && partial.id !== String(id))
      tally.add(id, Number(partial.id), partial.price, result.partialQuantityProcessed);
  }
}
