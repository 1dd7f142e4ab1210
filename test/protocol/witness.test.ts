import { describe, expect, test } from "vitest";
import { equalBytes, toHex } from "#protocol/bytes";
import { genesisState } from "#protocol/genesis";
import { CURSOR_LEAF, PRICE_LEAF } from "#protocol/layout";
import { BookProposer } from "#protocol/proposer";
import { ReadingTape } from "#protocol/records";
import { type Chunk, noProposer, produceChunk, replayChunk, runChunk } from "#protocol/trace";
import { makeLeaf } from "#protocol/tree";
import { BadWitnessError, WitnessState } from "#protocol/witness";
import { witnessChunk } from "#protocol/witnessChunk";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { exampleDeployment } from "../vectors/deployment.ts";
import { scenario } from "../vectors/scenario.ts";
import { context as pureContext } from "../vectors/source.ts";

const crypto = await loadCrypto();
const context = { ...pureContext, crypto };

function traceWithWitnesses(stepsPerRoot: number) {
  const deployment = exampleDeployment({ stepsPerRoot });
  const { facts } = scenario(deployment);
  const producer = genesisState(deployment);
  const witnessed = genesisState(deployment);
  const proposer = new BookProposer();
  const kinds = new Set<string>();
  const outcomes = new Set<number>();
  const chunks: { before: Uint8Array; chunk: Chunk; witness: Uint8Array }[] = [];
  for (;;) {
    const before = producer.root();
    const chunk = produceChunk(producer, facts, context, proposer, (report) => {
      proposer.observe(report);
      kinds.add(report.kind);
      if (report.kind === "operation") outcomes.add(report.outcome);
    });
    if (chunk === undefined) return { facts, deployment, chunks, kinds, outcomes };
    chunks.push({ before, chunk, ...witnessChunk(witnessed, facts, context, chunk.records) });
  }
}

describe.each([8, 16, 32])("a trace at %i steps a root", (stepsPerRoot) => {
  const { facts, deployment, chunks, kinds, outcomes } = traceWithWitnesses(stepsPerRoot);

  test("touches every kind of step and four outcomes", () => {
    const all = [
      "start",
      "expire",
      "advance",
      "inbox",
      "operation",
      "clear",
      "fill",
      "close",
      "end",
    ];
    expect(all.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect([...outcomes].sort((a, b) => a - b)).toEqual([0, 19, 20, 25]);
  });

  test("each chunk runs on its witness alone, from root to root", () => {
    for (const { before, chunk, witness } of chunks) {
      const state = new WitnessState(witness);
      expect(toHex(state.root())).toBe(toHex(before));
      const tape = new ReadingTape(chunk.records);
      runChunk(state, facts, context, tape, noProposer, () => {});
      tape.end();
      expect(toHex(state.root())).toBe(toHex(chunk.root));
    }
  });

  test("each chunk replays, and none with a byte of its root or records changed", () => {
    const state = genesisState(deployment);
    for (const { before, chunk } of chunks) {
      for (let at = 0; at < chunk.records.length; at++) {
        const records = chunk.records.with(at, (chunk.records[at] ?? 0) ^ 1);
        expect(replayChunk(state, facts, context, { ...chunk, records }).ok).toBe(false);
      }
      const root = chunk.root.with(31, (chunk.root[31] ?? 0) ^ 1);
      expect(replayChunk(state, facts, context, { ...chunk, root }).ok).toBe(false);
      expect(toHex(state.root())).toBe(toHex(before));
      expect(replayChunk(state, facts, context, chunk)).toMatchObject({ ok: true });
    }
  });
});

describe("a chunk that has no post-state", () => {
  test("has a witness on which it fails in the same way", () => {
    const { facts, deployment, chunks } = traceWithWitnesses(8);
    const state = genesisState(deployment);
    const reasons = new Set<number>();
    for (const { before, chunk } of chunks) {
      const start = state.snapshot();
      for (const records of [
        chunk.records.slice(0, -1),
        Uint8Array.of(...chunk.records, 0),
        chunk.records.map((b) => b ^ 1),
      ]) {
        const { witness, invalid } = witnessChunk(state, facts, context, records);
        if (invalid === undefined) {
          state.restore(start);
          continue;
        }
        expect(toHex(state.root())).toBe(toHex(before));
        const run = (): void => {
          const tape = new ReadingTape(records);
          runChunk(new WitnessState(witness), facts, context, tape, noProposer, () => {});
          tape.end();
        };
        expect(run).toThrow(expect.objectContaining({ reason: invalid.reason }));
        reasons.add(invalid.reason);
      }
      replayChunk(state, facts, context, chunk);
    }
    expect(reasons.size).toBeGreaterThan(2);
  });
});

describe("bytes that are no witness", () => {
  const [first] = traceWithWitnesses(8).chunks;
  if (first === undefined) throw new RangeError("the scenario has no chunk");
  const { witness, before } = first;
  const bits = ((witness[0] ?? 0) << 8) | (witness[1] ?? 0);

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["one byte", witness.slice(0, 1)],
    ["a node short", witness.slice(0, -32)],
    ["a byte short", witness.slice(0, -1)],
    ["a node too many", new Uint8Array([...witness, ...new Uint8Array(32)])],
    ["a byte too many", new Uint8Array([...witness, 0])],
    ["a descriptor cut short", witness.with(1, (bits - 1) & 0xff).with(0, (bits - 1) >> 8)],
    ["no end of inner nodes", new Uint8Array([0, 64, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])("%s", (_, bytes) => {
    expect(() => new WitnessState(bytes)).toThrow(BadWitnessError);
  });

  test("a leaf that it does not hold can be neither read nor written", () => {
    const state = new WitnessState(witness);
    expect(state.get(CURSOR_LEAF)).toBeDefined();
    expect(() => state.get(PRICE_LEAF)).toThrow(BadWitnessError);
    expect(() => state.set(PRICE_LEAF, makeLeaf(1))).toThrow(BadWitnessError);
  });

  test("another node gives another root", () => {
    for (const at of [witness.length - 1, witness.length - 33]) {
      const state = new WitnessState(witness.with(at, (witness[at] ?? 0) ^ 1));
      expect(equalBytes(state.root(), before)).toBe(false);
    }
  });
});
