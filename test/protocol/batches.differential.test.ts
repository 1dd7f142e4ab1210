import { describe, expect, test } from "vitest";
import type { Crypto } from "#protocol/crypto";
import { OUTCOME, outcomeName } from "#protocol/outcomes";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { Random, SEED, scaled, scaledTimeout } from "../reference/random.ts";
import { realSuite, type Suite, standInSuite } from "../reference/sealing.ts";
import { makeTools, runCourses } from "./courses.ts";
import { createStandInCrypto } from "./standInCrypto.ts";

interface Tally {
  readonly fills: number;
  readonly expired: number;
  readonly outcomes: ReadonlySet<number>;
}

/** Executes and compares slots until `batches` of them had a key. */
function runBatches(random: Random, suite: Suite, crypto: Crypto, batches: number): Tally {
  const outcomes = new Set<number>();
  let [opened, fills, expired] = [0, 0, 0];
  runCourses(random, makeTools(random, suite, crypto), ({ happened }) => {
    for (const { outcome } of happened.operations) outcomes.add(outcome);
    if (happened.operations.length > 0) opened++;
    fills += happened.fills.length;
    expired += happened.expiredBefore.length + happened.expiredAfter.length;
    return opened < batches;
  });
  return { fills, expired, outcomes };
}

describe(`whole batches against the ledger (WALRAS_SEED=${SEED})`, () => {
  const many = scaled(1_000);
  test(
    `${many} batches over stand-in cryptography`,
    () => {
      const random = new Random(SEED, 3);
      const tally = runBatches(random, standInSuite, createStandInCrypto(), many);
      expect(tally.fills).toBeGreaterThan(many);
      expect(tally.expired).toBeGreaterThan(many);
      const unseen = Object.values(OUTCOME).filter((outcome) => !tally.outcomes.has(outcome));
      // A queue is full only after 65,536 orders; that has its own test.
      expect(unseen.map(outcomeName)).toEqual(["queueFull"]);
    },
    scaledTimeout(180_000),
  );

  const some = scaled(100);
  test(
    `${some} batches over native cryptography`,
    async () => {
      const native = await loadCrypto();
      expect(native.name).toBe("native");
      const tally = runBatches(new Random(SEED, 4), realSuite, native, some);
      expect(tally.fills).toBeGreaterThan(0);
    },
    scaledTimeout(120_000),
  );
});
