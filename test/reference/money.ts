import type { LedgerMarket } from "./ledger.ts";
import { placeOf } from "./shape.ts";
import { orderOf } from "./stateView.ts";

/**
 * Counts all money of a state while it changes, from nothing but the leaves written.
 *
 * At every step, per asset: Σ available + Σ locked by orders + Σ withdrawn = Σ deposits consumed, but for what is on its
 * way inside an auction. Bids fill before asks, so let n = lots of bids filled − lots of asks filled = askLeft − bidLeft:
 * n·baseUnit of base was already given to buyers but is still locked by asks; n·tick·quoteUnit of quote was already taken
 * from buyers and not yet given to sellers; and the header holds the fees that Close pays out.
 */
export class MoneyCount {
  readonly #markets: readonly LedgerMarket[];
  readonly #held: bigint[];
  readonly #header = new Map<number, Buffer>();

  /** Begins with a state that holds no money. */
  constructor(markets: readonly LedgerMarket[], assetCount: number) {
    this.#markets = markets;
    this.#held = Array.from({ length: assetCount }, () => 0n);
  }

  /** A leaf changes from one 32-byte value to another. */
  write(gindex: number, before: Uint8Array, after: Uint8Array): void {
    const { name, path } = placeOf(gindex.toString(2).slice(1));
    const [a = 0, b = 0, c = 0] = path;
    const [old, now] = [Buffer.from(before), Buffer.from(after)];
    if (name === "header") this.#header.set(a, now);
    if (name === "balance") {
      const withdrawn = BigInt.asIntN(64, now.readBigUInt64LE(8) - old.readBigUInt64LE(8));
      this.#add(b, now.readBigUInt64LE(0) - old.readBigUInt64LE(0) + withdrawn);
    }
    if (name === "order") {
      for (const [leaf, sign] of [
        [old, -1n],
        [now, 1n],
      ] as const) {
        const market = this.#markets[a] as LedgerMarket;
        const { lots } = orderOf(leaf);
        if (b === 1) this.#add(market.base, sign * lots * BigInt(market.baseUnit));
        else this.#add(market.quote, sign * buyLock(market, lots, 2 ** 20 - 1 - c));
      }
    }
  }

  /** All money of every asset. */
  totals(): bigint[] {
    const totals = [...this.#held];
    const [cursor, auction, price] = [0, 4, 5].map((n) => this.#header.get(n) ?? Buffer.alloc(32));
    if (cursor === undefined || auction === undefined || price === undefined) return totals;
    const [phase, index] = [cursor.readUInt8(4), cursor.readUInt8(5)];
    const market = this.#markets[index];
    if (phase < 5 || phase > 7 || market === undefined) return totals;
    const underway = auction.readBigUInt64LE(8) - auction.readBigUInt64LE(0);
    const { base, quote, baseUnit, quoteUnit } = market;
    const paid = underway * BigInt(price.readUInt32LE(0)) * BigInt(quoteUnit);
    totals[base] = (totals[base] ?? 0n) - underway * BigInt(baseUnit);
    totals[quote] = (totals[quote] ?? 0n) + paid + price.readBigUInt64LE(16);
    return totals;
  }

  #add(asset: number, amount: bigint): void {
    this.#held[asset] = (this.#held[asset] ?? 0n) + amount;
  }
}

function buyLock(market: LedgerMarket, lots: bigint, tick: number): bigint {
  const cost = lots * BigInt(tick) * BigInt(market.quoteUnit);
  return cost + (cost * BigInt(market.feeBps) + 9_999n) / 10_000n;
}
