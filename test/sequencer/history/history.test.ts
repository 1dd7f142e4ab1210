import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { differences } from "../../reference/compare.ts";
import { Random, SEED, scaled, scaledTimeout } from "../../reference/random.ts";
import { linesOfHistory, linesOfNaive } from "./historyLines.ts";
import { RecordedCourse } from "./recordedCourse.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-history-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const SLOTS = 20;

function compare(course: RecordedCourse): void {
  const { naive, ledger, slots, accounts, store } = course;
  const expected = linesOfNaive(naive, ledger, slots, accounts);
  const found = linesOfHistory(store.history, accounts);
  expect(differences(expected, found).slice(0, 10)).toEqual([]);
  const { history } = store;
  const limit = slots.length + 1;
  expect(history.slots({ limit }).map(({ figures }) => figures.slot)).toEqual(slots.toReversed());
  for (const slot of slots) {
    const record = history.slot(slot);
    expect(record?.root).toEqual(course.roots.get(slot));
    expect(record?.chunksEnd).toBe(course.chunks.get(slot));
    expect(record?.figures).toEqual(course.figures.get(slot));
    const changed = new Set(history.accountsChanged(slot));
    expect(
      [...(course.changed.get(slot) ?? [])].filter((account) => !changed.has(account)),
    ).toEqual([]);
  }
  for (const [account, signer] of ledger.signers) {
    const found = history.accountsOf(Buffer.from(signer, "hex"), -1, 100);
    const same = [...ledger.signers].filter(([, other]) => other === signer);
    expect(found).toEqual(same.map(([other]) => other).sort((a, b) => a - b));
    expect(history.accountsOf(Buffer.from(signer, "hex"), account, 100)).not.toContain(account);
  }
  for (const account of accounts) compareWithdrawn(course, account);
}

/** All that was ever withdrawn, event by event. */
function compareWithdrawn({ store, ledger, deployment }: RecordedCourse, account: number): void {
  const sums = deployment.assets.map(() => 0n);
  for (const { kind, asset, amount } of store.history.events(account, { limit: 1_000_000 }))
    if (kind === "withdrawn" && asset !== undefined)
      sums[asset] = (sums[asset] ?? 0n) + BigInt(amount ?? 0);
  expect(sums).toEqual(
    deployment.assets.map((_, asset) => ledger.balance(account, asset).withdrawn),
  );
}

describe(`the history beside the naive ledger (WALRAS_SEED=${SEED})`, () => {
  const courses = scaled(6);
  test(
    `${courses} courses of ${SLOTS} slots, restarted, pruned and run again from genesis`,
    async () => {
      const random = new Random(SEED, 71);
      let [fills, rationed] = [0, 0];
      for (let n = 0; n < courses; n++) {
        const course = new RecordedCourse(random, directory);
        try {
          for (let at = 0; at < SLOTS; at++) {
            await course.step();
            if (random.chance(20)) course.restart();
            if (random.chance(20)) course.finalise(random.pick(course.slots.slice(-3)));
          }
          compare(course);
          course.restart();
          compare(course);
          const { history } = course.store;
          history.hideWhile(() => course.executor.startsOver);
          course.executor.startOver();
          expect(history.slots({ limit: 10 })).toEqual([]);
          for (const account of course.accounts) expect(history.locked(account).size).toBe(0);
          await course.catchUp();
          compare(course);
          fills += course.naive.fills.length;
          rationed += course.naive.auctions.filter((a) => a.rationed !== undefined).length;
        } finally {
          course.close();
        }
      }
      expect(fills).toBeGreaterThan(courses);
      expect(rationed).toBeGreaterThan(0);
    },
    scaledTimeout(120_000),
  );
});
