import { describe, expect, test } from "vitest";
import { append, find, remove } from "../../../circuits-free-verifier/protocol/book.ts";
import { solveClearing } from "../../../circuits-free-verifier/protocol/clearing.ts";
import { SIDE, type Side } from "../../../circuits-free-verifier/protocol/constants.ts";
import { genesisState } from "../../../circuits-free-verifier/protocol/genesis.ts";
import { readLast } from "../../../circuits-free-verifier/protocol/leaves.ts";
import { Books, bookOf, MOST_LEVELS, withLevels } from "../../../sequencer/api/models/book.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import { deployment } from "../coreFixture.ts";
import { SmallExchange } from "./smallExchange.ts";

const BAND = deployment.markets[0]!.bandBps;

describe(`the book, seed ${SEED}`, () => {
  const random = new Random(SEED, 3);

  test("is what plain lists of its orders are", () => {
    for (let round = 0; round < scaled(20); round++) {
      const state = genesisState(deployment);
      const live: { readonly side: Side; readonly tick: number; readonly lots: number }[] = [];
      for (let n = random.below(200); n > 0; n--) {
        const order = {
          side: random.chance(50) ? SIDE.buy : SIDE.sell,
          tick: 960 + random.below(80),
          lots: 1 + random.below(9),
        };
        const rest = { account: 1, lots: order.lots, slot: 1, expiry: 0 };
        const ref = append(state, 0, order.side, order.tick, rest);
        if (random.chance(30)) remove(state, ref, find(state, ref)!);
        else live.push(order);
      }
      const levels = (side: Side, sign: number) => {
        const of = live.filter((order) => order.side === side);
        return [...new Set(of.map(({ tick }) => tick))]
          .sort((a, b) => sign * (a - b))
          .map((tick) => {
            const here = of.filter((order) => order.tick === tick);
            const lots = here.reduce((sum, order) => sum + order.lots, 0);
            return { tick, lots, orders: here.length };
          });
      };
      const book = bookOf(state, 0, BAND, 1);
      expect(book.bids).toEqual(levels(SIDE.buy, -1));
      expect(book.asks).toEqual(levels(SIDE.sell, 1));
      const { tick, volume } = solveClearing(state, 0, readLast(state, 0), BAND);
      expect(book.indicative).toMatchObject({ tick, volume });
    }
  });

  test("is cut to so many levels, and says so", () => {
    const state = genesisState(deployment);
    const order = { account: 1, lots: 1, slot: 1, expiry: 0 };
    for (let n = 0; n < MOST_LEVELS + 5; n++) append(state, 0, SIDE.buy, 1 + n, order);
    const book = bookOf(state, 0, BAND, 1);
    expect(book.bids.length).toBe(MOST_LEVELS);
    expect(book.bids[0]).toEqual({ tick: MOST_LEVELS + 5, lots: 1, orders: 1 });
    expect(book.truncated).toBe(true);
    const short = withLevels({ ...book, truncated: false }, 3);
    expect([short.bids.length, short.truncated]).toEqual([3, true]);
  });

  test("does not count a queue that is very long", () => {
    const state = genesisState(deployment);
    const order = { account: 1, lots: 1, slot: 1, expiry: 0 };
    for (let n = 0; n < 1_025; n++) append(state, 0, SIDE.buy, 5, order);
    expect(bookOf(state, 0, BAND, 1).bids).toEqual([{ tick: 5, lots: 1_025, orders: null }]);
  });

  test("is made once for an executed slot", () => {
    const small = new SmallExchange();
    const books = new Books(small.exchange);
    const before = books.of(0);
    expect(books.of(0)).toBe(before);
    small.rest(1, SIDE.buy, 995, 1);
    expect(books.of(0)?.bids[0]).toMatchObject({ tick: 995 });
    expect(books.of(2)).toBeUndefined();
  });
});
