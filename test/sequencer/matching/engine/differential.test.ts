import { describe, test } from "vitest";
import { Random, SEED, scaled, scaledTimeout } from "../../../reference/random.ts";
import { type Course, compare, named, numbered, poorlyNamed } from "./scenarios.ts";

const MOST = Number.MAX_SAFE_INTEGER;
const POLICIES = ["allow", "cancel-newest", "cancel-oldest", "cancel-both"] as const;

const range = (from: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, n) => from + n * step);

/** Few prices, so that queues build; many, so that levels come and go; far apart; and the edges. */
const PRICES = [
  range(100, 3),
  range(0, 12),
  range(1_000_000_000_000, 9, 10_007),
  [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, MOST - 1, MOST],
  range(0, 200, 100_000_000),
];
const QUANTITIES = [range(1, 3), range(1, 100), [1, 2, 2 ** 31, 2 ** 32, MOST - 1, MOST]];
/** Dense ids; ids that fall upon few places of the table; and the edges. */
const IDS = [
  range(1, 30),
  range(0, 200),
  range(0, 64, 2 ** 20).map((id) => id | 0),
  [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1, ...range(5, 40)],
];

/** So many scenarios of each kind are watched message by message. */
const WATCHED = 2_000;

function courseOf(random: Random, messages: number, isWatched: boolean): Course {
  return {
    isWatched,
    selfTrade: random.pick(POLICIES),
    messages,
    ids: random.pick(IDS),
    prices: random.pick(PRICES),
    quantities: random.pick(QUANTITIES),
    owners: random.pick([1, 3]),
    cancels: random.pick([5, 25, 50]),
  };
}

describe(`the engine agrees with the naive oracle (WALRAS_SEED=${SEED})`, () => {
  const cases = [
    { name: "numbered ids, short courses", market: numbered, scenarios: 60_000, messages: 15 },
    { name: "named orders, short courses", market: named, scenarios: 40_000, messages: 15 },
    { name: "numbered ids, long courses", market: numbered, scenarios: 60, messages: 2_000 },
    { name: "named orders, long courses", market: named, scenarios: 40, messages: 2_000 },
    { name: "names whose hashes meet", market: poorlyNamed, scenarios: 40, messages: 2_000 },
  ];

  test.each(cases)(
    "$name",
    ({ market, scenarios, messages }) => {
      for (let n = 0; n < scaled(scenarios); n++) {
        const random = new Random(SEED, n);
        const course = courseOf(random, messages, n < WATCHED);
        compare(market(course.selfTrade), course, random);
      }
    },
    scaledTimeout(120_000),
  );
});
