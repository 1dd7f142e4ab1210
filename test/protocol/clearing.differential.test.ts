import { describe, expect, test } from "vitest";
import {
  lesser,
  type NaiveQuote,
  naiveBand,
  naiveClearing,
  naiveFills,
} from "../reference/naiveClearing.ts";
import { Random, SEED, scaled, scaledTimeout } from "../reference/random.ts";
import { type Book, copyOf, runAuction, solve, stateBeforeAuction } from "./auctionBench.ts";

const TOP = 2 ** 20 - 1;

/** Small enough that ties of volume and of surplus are common, and bounds of the band are met. */
function randomBook(random: Random, most: number): Book {
  const span = random.between(1, 12);
  const low = random.pick([1, 1, 2, 20, 997, TOP - span + 1]);
  const maxLots = random.pick([1, 2, 4, 9]);
  const side = (): NaiveQuote[] =>
    Array.from({ length: random.between(0, most) }, () => ({
      tick: low + random.below(span),
      lots: BigInt(random.between(1, maxLots)),
    }));
  const around = low + random.between(-3, span + 3);
  const last = random.chance(5) ? random.between(1, TOP) : Math.min(TOP, Math.max(1, around));
  const bandBps = random.pick([0, 1, 20, 100, 1_000, 5_000, 10_000, 1_000_000_000]);
  return { bids: side(), asks: side(), last, bandBps };
}

const text = (book: Book): string =>
  JSON.stringify(book, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));

describe(`against the definition (WALRAS_SEED=${SEED})`, () => {
  const books = scaled(100_000);
  test(
    `price, volume and fills of ${books} books`,
    () => {
      const random = new Random(SEED, 1);
      for (let n = 0; n < books; n++) {
        const book = randomBook(random, 8);
        const expected = naiveClearing(book.bids, book.asks, book.last, book.bandBps);
        const state = stateBeforeAuction(book);
        const found = solve(state);
        if (found.tick !== expected.tick || BigInt(found.volume) !== expected.volume) {
          expect.fail(
            `${text(book)}: found ${JSON.stringify(found)}, expected ${expected.tick} × ${expected.volume}`,
          );
        }
        const ran = runAuction(state, found);
        if (!ran.ok) expect.fail(`${text(book)}: refused (${ran.reason}) ${JSON.stringify(found)}`);
        const wanted = [
          ...fillsOf("buy", book.bids, expected.volume),
          ...fillsOf("sell", book.asks, expected.volume),
        ];
        const fills = ran.fills.map(({ account, lots }) => `${lots} of ${account}`);
        if (fills.join() !== wanted.join()) {
          expect.fail(`${text(book)}: filled ${fills.join()}, expected ${wanted.join()}`);
        }
        expect(ran.last).toBe(expected.tick);
      }
    },
    scaledTimeout(120_000),
  );

  const exhaustive = scaled(3_000);
  test(
    `Close takes the one right clearing and no other, of ${exhaustive} books`,
    () => {
      const random = new Random(SEED, 2);
      for (let n = 0; n < exhaustive; n++) {
        const book = randomBook(random, 5);
        const expected = naiveClearing(book.bids, book.asks, book.last, book.bandBps);
        const state = stateBeforeAuction(book);
        for (const { tick, volume } of everyClaim(book)) {
          const right = tick === expected.tick && BigInt(volume) === expected.volume;
          if (runAuction(copyOf(state), { tick, volume }).ok !== right) {
            expect.fail(`${text(book)}: ${right ? "refused" : "took"} ${volume} lots at ${tick}`);
          }
        }
      }
    },
    scaledTimeout(120_000),
  );
});

/** Who is filled how much, as `runAuction` names accounts. */
function fillsOf(side: "buy" | "sell", quotes: readonly NaiveQuote[], volume: bigint): string[] {
  const orders = quotes.map((quote, n) => ({
    ...quote,
    account: 2 * n + (side === "buy" ? 0 : 1),
  }));
  return naiveFills(side, orders, volume).map(({ order, lots }) => `${lots} of ${order.account}`);
}

/** All ticks where something changes, and all volumes up to one more than there is. */
function* everyClaim(book: Book): Generator<{ tick: number; volume: number }> {
  const quotes = [...book.bids, ...book.asks];
  const marks = [book.last, ...naiveBand(book.last, book.bandBps), ...quotes.map((q) => q.tick)];
  const near = marks.flatMap((tick) => [tick - 1, tick, tick + 1]);
  const ticks = new Set(near.filter((tick) => tick >= 1 && tick <= TOP));
  const lots = (side: readonly NaiveQuote[]): bigint => side.reduce((sum, q) => sum + q.lots, 0n);
  const most = Number(lesser(lots(book.bids), lots(book.asks))) + 1;
  for (const tick of ticks) for (let volume = 0; volume <= most; volume++) yield { tick, volume };
}
