import { describe, expect, test } from "vitest";
import { INVALID, type Invalid, outcomeName } from "#protocol/outcomes";
import { BookProposer } from "#protocol/proposer";
import { WritingTape } from "#protocol/records";
import { step } from "#protocol/step";
import type { Chunk } from "#protocol/trace";
import { Random, SEED, scaled, scaledTimeout } from "../reference/random.ts";
import { standInSuite } from "../reference/sealing.ts";
import { makeTools, runCourses } from "./courses.ts";
import type { Exchange, Produced } from "./exchange.ts";
import { createStandInCrypto } from "./standInCrypto.ts";

/** Chunks that differ from the right one in a byte or a few. */
function* spoiled(random: Random, { root, records }: Chunk): Generator<Chunk> {
  const otherRoot = root.slice();
  const at = random.below(32);
  otherRoot[at] = (otherRoot[at] as number) ^ (1 << random.below(8));
  yield { root: otherRoot, records };
  for (let n = 0; n < 4 && records.length > 0; n++) {
    const at = random.below(records.length);
    const changed = records.slice();
    changed[at] = ((records[at] as number) + random.pick([1, 2, 127, 128, 129, 255])) % 256;
    yield { root, records: changed };
    yield { root, records: Uint8Array.from([...records].toSpliced(at, 1)) };
    yield { root, records: Uint8Array.from([...records].toSpliced(at, 0, random.below(256))) };
  }
  if (records.length > 0) yield { root, records: new Uint8Array() };
  yield { root, records: Uint8Array.of(...records, 0) };
  yield { root, records: Uint8Array.of(...records, random.below(256)) };
}

/** The first `count` steps from where a chunk begins, with their true root. */
function shortened(exchange: Exchange, produced: Produced, count: number): Chunk {
  const state = exchange.stateBefore(produced);
  const proposer = BookProposer.fromState(state);
  const tape = new WritingTape();
  for (let n = 0; n < count; n++) {
    proposer.observe(step(state, exchange.facts, exchange.context, tape, proposer));
  }
  return { root: state.root(), records: tape.bytes() };
}

describe(`chunks other than the right one (WALRAS_SEED=${SEED})`, () => {
  const total = scaled(1_000);
  test(
    `${total} chunks, each spoiled in many ways, are refused and leave the state alone`,
    () => {
      const random = new Random(SEED, 5);
      const reasons = new Set<Invalid>();
      let chunks = 0;
      runCourses(
        random,
        makeTools(random, standInSuite, createStandInCrypto()),
        (ran, exchange) => {
          for (const [n, produced] of ran.chunks.entries()) {
            const { chunk } = produced;
            const wrong = [...spoiled(random, chunk)];
            if (produced.steps > 1) {
              wrong.push(shortened(exchange, produced, random.between(1, produced.steps - 1)));
            }
            const next = ran.chunks[n + 1]?.chunk;
            if (next !== undefined) {
              const records = Uint8Array.of(...chunk.records, ...next.records);
              wrong.push({ root: next.root, records });
            }
            for (const reason of refuseAll(exchange, produced, wrong)) reasons.add(reason);
            chunks++;
          }
          return chunks < total;
        },
      );
      const { noFact, nothingToFill, ...expected } = INVALID;
      for (const reason of Object.values(expected)) {
        expect(reasons, outcomeName(reason)).toContain(reason);
      }
      expect(reasons).not.toContain(noFact);
      expect([...reasons, nothingToFill]).toContain(nothingToFill);
    },
    scaledTimeout(120_000),
  );

  test("a chunk for which there is no fact yet is refused", () => {
    const random = new Random(SEED, 6);
    runCourses(random, makeTools(random, standInSuite, createStandInCrypto()), (ran, exchange) => {
      const produced = ran.chunks.at(-1) as Produced;
      const state = exchange.stateBefore(produced);
      expect(exchange.replay(state, produced.chunk)).toMatchObject({ ok: true, atStart: true });
      const again = exchange.replay(state, produced.chunk);
      expect(again).toMatchObject({ ok: false, step: 0, reason: INVALID.noFact });
      return false;
    });
  });
});

/** Replays wrong chunks one after the other on one state, and the right one at last; returns the reasons given. */
function refuseAll(exchange: Exchange, produced: Produced, wrong: readonly Chunk[]): Invalid[] {
  const state = exchange.stateBefore(produced);
  const before = state.root();
  const reasons = wrong.map((chunk) => {
    const replay = exchange.replay(state, chunk);
    if (replay.ok) return expect.fail(`took ${text(chunk)} for ${text(produced.chunk)}`);
    expect(replay.step).toBeLessThan(exchange.stepsPerRoot);
    expect(state.root()).toEqual(before);
    return replay.reason;
  });
  expect(exchange.replay(state, produced.chunk)).toMatchObject({ ok: true, steps: produced.steps });
  return reasons;
}

const text = ({ root, records }: Chunk): string =>
  `${Buffer.from(root).toString("hex")} ${Buffer.from(records).toString("hex")}`;
