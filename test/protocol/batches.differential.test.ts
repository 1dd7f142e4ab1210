import { beforeAll, describe, expect, test } from "vitest";
import type { Crypto } from "#protocol/crypto";
import { OUTCOME, outcomeName } from "#protocol/outcomes";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { Random, SEED, scaled, scaledTimeout } from "../reference/random.ts";
import { realSuite, type Suite, standInSuite } from "../reference/sealing.ts";
import { Exchange } from "./exchange.ts";
import { ACCOUNTS, randomDeployment, Scenario } from "./scenario.ts";
import { createStandInCrypto } from "./standInCrypto.ts";

const BATCHES_OF_A_COURSE = 25;
const ERA = 2 ** 20;
const STEPS_PER_ROOT = [8, 16, 32];

/** Where slot numbers begin: at the start, before an era ends, and before slot numbers end. */
const STARTS = [0, 0, 41, ERA - 8, 3 * ERA - 9, 4 * ERA - 2, 2 ** 32 - 1 - 40];

interface Tally {
  batches: number;
  fills: number;
  readonly outcomes: Set<number>;
}

/** Runs courses of slots until `batches` opened batches have been executed and compared. */
function runCourses(random: Random, suite: Suite, crypto: Crypto, batches: number): Tally {
  const tally: Tally = { batches: 0, fills: 0, outcomes: new Set() };
  const identities = ACCOUNTS.map(() => suite.identity(random.bytes(32)));
  const keys = Array.from({ length: 8 }, () => suite.slotKey(random.bytes(32)));
  for (let course = 0; tally.batches < batches; course++) {
    runCourse(random, { suite, identities, keys }, crypto, course, tally);
  }
  return tally;
}

function runCourse(
  random: Random,
  tools: ConstructorParameters<typeof Scenario>[1],
  crypto: Crypto,
  course: number,
  tally: Tally,
): void {
  const stepsPerRoot = STEPS_PER_ROOT[course % STEPS_PER_ROOT.length] as number;
  const operator = tools.identities[0] as (typeof tools.identities)[number];
  const deployment = randomDeployment(random, stepsPerRoot, operator);
  const domainSeparator = random.bytes(32);
  const exchange = new Exchange(deployment, { crypto, domainSeparator });
  const from = random.pick(STARTS);
  const { ledger } = exchange;
  const drawn = { from, jumps: random.pick([0, 15, 50]) };
  const scenario = new Scenario(random, tools, deployment, ledger, domainSeparator, drawn);
  if (random.chance(50)) age(random, exchange);
  for (let n = 0; n < BATCHES_OF_A_COURSE && scenario.hasNext; n++) {
    const input = scenario.next();
    const { faults, happened } = exchange.run(input, n % 8 === 0);
    if (faults.length > 0) {
      expect.fail(`course ${course}, slot ${input.seal.slot}:\n${faults.slice(0, 20).join("\n")}`);
    }
    if (input.meaning.opened) tally.batches++;
    tally.fills += happened.fills.length;
    for (const { outcome } of happened.operations) tally.outcomes.add(outcome);
  }
}

/** Rings about to turn over, positions beyond 32 bits, and sums withdrawn about to pass 2^64. */
function age(random: Random, exchange: Exchange): void {
  for (const [market, last] of exchange.ledger.last.entries()) {
    for (const side of ["buy", "sell"] as const) {
      for (const tick of [last - 1, last, last + 1]) {
        if (tick < 1 || tick >= ERA) continue;
        const turn = random.pick([2 ** 16, 2 ** 32, 2 ** 48]);
        exchange.ageLevel(market, side, tick, turn - random.between(1, 4));
      }
    }
  }
  exchange.ageWithdrawn(ACCOUNTS[1] as number, 0);
}

describe(`whole batches against the ledger (WALRAS_SEED=${SEED})`, () => {
  let native: Crypto;
  beforeAll(async () => {
    native = await loadCrypto();
  });

  const many = scaled(1_000);
  test(
    `${many} batches over stand-in cryptography`,
    () => {
      const random = new Random(SEED, 3);
      const tally = runCourses(random, standInSuite, createStandInCrypto(), many);
      expect(tally.fills).toBeGreaterThan(many);
      const unseen = Object.values(OUTCOME).filter((outcome) => !tally.outcomes.has(outcome));
      // A queue is full only after 65,536 orders; that has its own test.
      expect(unseen.map(outcomeName)).toEqual(["queueFull"]);
    },
    scaledTimeout(180_000),
  );

  const some = scaled(100);
  test(
    `${some} batches over native cryptography`,
    () => {
      expect(native.name).toBe("native");
      const tally = runCourses(new Random(SEED, 4), realSuite, native, some);
      expect(tally.fills).toBeGreaterThan(0);
    },
    scaledTimeout(120_000),
  );
});
