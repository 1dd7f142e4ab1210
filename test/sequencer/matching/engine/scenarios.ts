import { expect } from "vitest";
import type { SelfTrade } from "../../../../sequencer/matching/engine/engine.ts";
import { breaches } from "../../../../sequencer/matching/engine/invariants.ts";
import { NamedMarket } from "../../../../sequencer/matching/engine/namedMarket.ts";
import { NameHash, processHash } from "../../../../sequencer/matching/engine/nameHash.ts";
import { NumberedMarket } from "../../../../sequencer/matching/engine/numberedMarket.ts";
import {
  CANCELLED,
  DUPLICATE,
  GONE,
  type Outcome,
  RESTS,
  UNKNOWN,
} from "../../../../sequencer/matching/engine/outcomes.ts";
import {
  MAKER_CANCELLED,
  MAKER_LEFT,
  type Trades,
} from "../../../../sequencer/matching/engine/trades.ts";
import type { Side } from "../../../../sequencer/matching/engine/units.ts";
import {
  type NaiveEvent,
  NaiveMatching,
  type NaiveOutcome,
} from "../../../reference/naiveMatching.ts";
import type { Random } from "../../../reference/random.ts";

/** A market under test, with ids as plain numbers whatever it calls them itself. */
export interface Subject {
  readonly market: NumberedMarket | NamedMarket;
  place(id: number, side: Side, price: number, quantity: number, owner: number): Outcome;
  cancel(id: number): Outcome;
  idOf(maker: number): number;
  walk(side: Side): { id: number; price: number; quantity: number; owner: number }[];
}

export function numbered(selfTrade: SelfTrade): Subject {
  const market = new NumberedMarket({ selfTrade });
  return {
    market,
    place: (...order) => market.place(...order),
    cancel: (id) => market.cancel(id),
    idOf: (maker) => maker,
    walk: (side) => [...market.walk(side)],
  };
}

/** All names have one of four hashes. */
class PoorHash extends NameHash {
  override of(source: Uint8Array, _start: number, end: number): number {
    return (source[end - 1] as number) & 3;
  }
}

const poorHash = new PoorHash([0, 0]);

export const poorlyNamed = (selfTrade: SelfTrade): Subject => named(selfTrade, poorHash);

export function named(selfTrade: SelfTrade, hash: NameHash = processHash): Subject {
  const market = new NamedMarket({ selfTrade, hash });
  const nameOf = (id: number): string => `${"ø".repeat(Math.abs(id) % 23)}${id}`;
  const idOf = (name: string): number => Number(name.replaceAll("ø", ""));
  return {
    market,
    place: (id, ...order) => market.place(nameOf(id), ...order),
    cancel: (id) => market.cancel(nameOf(id)),
    idOf: (maker) => idOf(market.names.text(maker)),
    walk: (side) => [...market.walk(side)].map((order) => ({ ...order, id: idOf(order.id) })),
  };
}

export interface Course {
  readonly selfTrade: SelfTrade;
  readonly messages: number;
  readonly ids: readonly number[];
  readonly prices: readonly number[];
  readonly quantities: readonly number[];
  readonly owners: number;
  readonly cancels: number;
  /** Whether the book's storage is looked through after each message, not only in the end. */
  readonly isWatched: boolean;
}

const OUTCOMES: Record<NaiveOutcome, Outcome> = { gone: GONE, rests: RESTS, duplicate: DUPLICATE };

/** Sends the same random messages to a market and to the oracle; both must agree in everything. */
export function compare(subject: Subject, course: Course, random: Random): void {
  const oracle = new NaiveMatching(course.selfTrade);
  const given: unknown[] = [];
  const expected: unknown[] = [];
  for (let n = 0; n < course.messages; n++) {
    const id = random.pick(course.ids);
    if (random.chance(course.cancels)) {
      given.push(subject.cancel(id));
      expected.push(oracle.cancel(id) ? CANCELLED : UNKNOWN);
    } else {
      const side = random.below(2) as Side;
      const price = random.pick(course.prices);
      const quantity = random.pick(course.quantities);
      const owner = course.selfTrade === "allow" ? 0 : random.below(course.owners + 1);
      const { outcome, events } = oracle.place({ id, side, price, quantity, owner });
      expected.push(OUTCOMES[outcome], events);
      given.push(subject.place(id, side, price, quantity, owner));
      given.push(outcome === "duplicate" ? [] : eventsOf(subject, subject.market.trades));
    }
    if (course.isWatched) expect(breaches(subject.market.engine), `message ${n}`).toEqual([]);
  }
  expect(given).toEqual(expected);
  expect(breaches(subject.market.engine)).toEqual([]);
  for (const side of [0, 1] as const) {
    const orders = oracle.walk(side);
    expect(subject.walk(side)).toEqual(
      orders.map(({ id, price, quantity, owner }) => ({ id, price, quantity, owner })),
    );
    expect(subject.market.best(side)).toBe(orders[0]?.price ?? -1);
  }
}

function eventsOf(subject: Subject, trades: Trades): NaiveEvent[] {
  return Array.from({ length: trades.length }, (_, at) => ({
    kind: trades.fate(at) === MAKER_CANCELLED ? "cancelled" : "trade",
    maker: subject.idOf(trades.maker(at)),
    price: trades.price(at),
    quantity: trades.quantity(at),
    gone: trades.fate(at) !== MAKER_LEFT,
  }));
}
