import { MAKER_CANCELLED, type Trades } from "../../sequencer/matching/engine/trades.ts";

const PRIME = 16_777_619;

/** FNV-1a over 32-bit words: taker, maker, price and quantity of every trade. Two engines that agree on it agree. */
export class TradeDigest {
  #hash = 0x811c_9dc5 | 0;
  #trades = 0;

  get value(): number {
    return this.#hash >>> 0;
  }

  get trades(): number {
    return this.#trades;
  }

  /** Takes up one trade. Prices and quantities count modulo 2^32. */
  add(taker: number, maker: number, price: number, quantity: number): void {
    let hash = Math.imul(this.#hash ^ taker, PRIME);
    hash = Math.imul(hash ^ maker, PRIME);
    hash = Math.imul(hash ^ price, PRIME);
    this.#hash = Math.imul(hash ^ quantity, PRIME);
    this.#trades++;
  }

  /** Takes up the trades of one order. */
  addAll(taker: number, trades: Trades): void {
    for (let at = 0; at < trades.length; at++)
      if (trades.fate(at) !== MAKER_CANCELLED)
        this.add(taker, trades.maker(at), trades.price(at), trades.quantity(at));
  }
}
