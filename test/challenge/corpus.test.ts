import { describe, expect, test } from "vitest";
import { toHex } from "#protocol/bytes";
import { ENVELOPE_TREE_DEPTH } from "#protocol/constants";
import { merkleVerify } from "#protocol/merkle";
import { INVALID, OUTCOME, outcomeName } from "#protocol/outcomes";
import { InvalidStep, ReadingTape } from "#protocol/records";
import { noProposer, runChunk } from "#protocol/trace";
import { WitnessState } from "#protocol/witness";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { vectorsOf } from "../protocol/vectorFile.ts";
import { context as pureContext } from "../vectors/source.ts";
import { STEP_KINDS } from "./stepNames.ts";
import { type PackedCorpus, type UnpackedRun, Unpacker } from "./unpackRun.ts";

const crypto = await loadCrypto();
const context = { ...pureContext, crypto };
const corpus = vectorsOf<PackedCorpus>("steps.json");
const unpacker = new Unpacker(corpus);
const { names } = corpus;
const runs = corpus.runs.map((bytes, n) => ({ name: names[n], run: unpacker.run(bytes) }));

/** The verdict on a run, 0 if there is a post-state, and that state's root. */
function execute({ records, facts, witness, before }: UnpackedRun): [number, string] {
  const state = new WitnessState(witness);
  expect(toHex(state.root())).toBe(toHex(before));
  try {
    const tape = new ReadingTape(records);
    runChunk(state, facts, context, tape, noProposer, () => {});
    tape.end();
  } catch (error) {
    if (error instanceof InvalidStep) return [error.reason, toHex(new Uint8Array(32))];
    throw error;
  }
  return [0, toHex(state.root())];
}

describe("steps.json", () => {
  test("runs on its witnesses alone, to the roots and verdicts that it states", () => {
    for (const { name, run } of runs) {
      expect([name, ...execute(run)]).toEqual([name, run.reason, toHex(run.after)]);
      for (const { envelope, sealed, siblings, root } of run.openings) {
        const leaf = crypto.keccak256(envelope);
        expect(merkleVerify(crypto, root, ENVELOPE_TREE_DEPTH, sealed, leaf, siblings)).toBe(true);
      }
    }
  }, 60_000);

  test("states no root under a lie that is the right one", () => {
    for (const { run } of runs) {
      for (const { root } of run.stated) expect(toHex(root)).not.toBe(toHex(run.after));
    }
  });

  test("holds 2,000 right steps and more", () => {
    const steps = runs.reduce((sum, { run }) => sum + (run.reason === 0 ? run.steps : 0), 0);
    expect(steps).toBeGreaterThan(2_000);
  });

  test.each(STEP_KINDS)("holds %s", (kind) => {
    expect(names.some((name) => name === kind || name.startsWith(`${kind}, `))).toBe(true);
  });

  test.each([
    "start, opened",
    "start, void",
    "start, without envelopes",
    "start, uncertified",
    "expire before, bid",
    "expire before, ask",
    "expire this, bid",
    "expire this, ask",
    "inbox, register: applied",
    "inbox, deposit: applied",
    "inbox, setSigner: applied",
    "inbox, forcedCancel: applied",
    "inbox, forcedCancel: unlistedMarket",
    "inbox, forcedCancel: badTick",
    "inbox, forcedCancel: noSuchOrder",
    "inbox, forcedCancel: notYourOrder",
    "inbox, forcedWithdraw: applied",
    "inbox, forcedWithdraw: unlistedAsset",
    "operation, nop: applied",
    "operation, place: applied",
    "operation, cancel: applied",
    "operation, withdraw: applied",
    "clear",
    "clear, nothing trades",
    "skip, bid",
    "skip, ask",
  ])("holds %s", (name) => {
    expect(names).toContain(name);
  });

  test.each(Object.values(OUTCOME).map((outcome) => [outcomeName(outcome)]))(
    "holds an operation with the outcome %s",
    (outcome) => {
      expect(names.some((n) => n.startsWith("operation, ") && n.endsWith(`: ${outcome}`))).toBe(
        true,
      );
    },
  );

  test.each([
    "no cross",
    "bids alone",
    "asks alone",
    "no orders",
    "crossed at the band's top",
    "crossed at its bottom",
    "no surplus, last within",
    "no surplus, last below",
    "no surplus, last above",
    "surplus to buy",
    "surplus to sell",
    "surplus to buy, at the band",
    "surplus to sell, at the band",
    "turn, bids smaller",
    "turn, asks smaller",
    "turn, equal, last at the bid",
    "turn, equal, last at the ask",
  ])("holds a Close with %s", (edge) => {
    expect(names).toContain(`close, ${edge}`);
  });

  test.each([
    "fill bid, trusted",
    "fill ask, trusted",
    // A volume beyond the asks may run out of bids, out of asks, or give a buyer more base than there can be.
    "fill bid, nothingToFill",
    "fill ask, nothingToFill",
    "fill bid, wrongClearing",
    "close, wrongClearing",
  ])("holds a wrong auction's %s", (step) => {
    expect(names).toContain(`wrong auction: ${step}`);
  });

  const { rootMismatch, ...verdicts } = INVALID;
  test.each(Object.values(verdicts).map((reason) => [outcomeName(reason), reason] as const))(
    "holds the verdict %s",
    (_, reason) => {
      expect(runs.some(({ run }) => run.reason === reason)).toBe(true);
    },
  );

  test(`holds the verdict ${outcomeName(rootMismatch)}, of every kind of step`, () => {
    const mismatched = runs.filter(({ run }) => run.reason === 0 && run.stated.length > 0);
    const columns = new Set(mismatched.map(({ run }) => run.column));
    expect(columns.size).toBe(corpus.columns.length);
  });

  test("lies in 90 ways and more, each kind of step in 20 and more", () => {
    expect(corpus.lies.length).toBeGreaterThan(90);
    for (const column of corpus.columns.keys()) {
      const ways = corpus.lies.filter(({ counts }) => (counts[column] ?? 0) > 0);
      expect(ways.length, corpus.columns[column]).toBeGreaterThan(20);
    }
  });

  test("counts its lies as they are", () => {
    const counts = new Map(corpus.mutations.map((m) => [m, corpus.columns.map(() => 0)]));
    for (const { run } of runs) {
      for (const { mutation } of run.stated) {
        const row = counts.get(corpus.mutations[mutation] ?? "") ?? [];
        row[run.column] = (row[run.column] ?? 0) + 1;
      }
    }
    expect(Object.fromEntries(corpus.lies.map((l) => [l.mutation, l.counts]))).toEqual(
      Object.fromEntries(counts),
    );
  });
});
