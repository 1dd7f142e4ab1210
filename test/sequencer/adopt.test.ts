import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PHASE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import { readCursor } from "#protocol/leaves";
import { BookProposer, liveOrders } from "#protocol/proposer";
import { State } from "#protocol/state";
import type { Proposer } from "#protocol/stepTypes";
import { type Chunk, produceChunk, replayChunk } from "#protocol/trace";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import type { LieInput } from "../../demo/lies/lie.ts";
import { Executor, type TraceStore } from "../../sequencer/execute.ts";
import type { ExecutedRow, TracedChunk } from "../../sequencer/store/trace.ts";
import { batch } from "../demo/lies/batch.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

/** Somebody claims slot 2 up to amid its expiries, in another order than this sequencer would. */

class MemoryTrace implements TraceStore {
  readonly chunks: TracedChunk[] = [];
  readonly #rows: ExecutedRow[] = [];

  executed(): ExecutedRow[] {
    return this.#rows;
  }
  *leaves(): Generator<never> {}
  *changes(): Generator<never> {}
  save(trace: Parameters<TraceStore["save"]>[0], from: number): void {
    this.chunks.splice(from, Number.POSITIVE_INFINITY, ...trace.chunks);
  }
  chunksFrom(from: number, limit: number): TracedChunk[] {
    return this.chunks.slice(from, from + limit);
  }
  replace(from: number, chunks: readonly TracedChunk[]): void {
    this.chunks.splice(from, chunks.length, ...chunks);
  }
}

const deployment = exampleDeployment({ stepsPerRoot: 1 });
let crypto: Crypto;
let input: LieInput;
let store: MemoryTrace;
let executor: Executor;
/** Chunks before slot 2, and all of slot 2 with its expiries the other way round. */
let from: number;
let other: Chunk[];

beforeAll(async () => {
  crypto = await loadCrypto();
  input = batch(crypto, { stepsPerRoot: 1 });
});

beforeEach(async () => {
  store = new MemoryTrace();
  const { facts, context } = input;
  executor = new Executor({ deployment, context, facts, store, chunksPerTurn: 8 });
  await executor.next();
  from = executor.chunks;
  await executor.next();
  await executor.next();
  other = otherWay();
});

function otherWay(): Chunk[] {
  const state = new State(input.before.root);
  const book = BookProposer.fromState(state);
  const proposer: Proposer = {
    clearing: (at, market) => book.clearing(at, market),
    expiring(at, slot) {
      const due = [...liveOrders(at)].filter(({ expiry }) => expiry === slot);
      const last = due.at(-1);
      if (last === undefined) throw new RangeError("nothing is due");
      return last.ref;
    },
  };
  const chunks: Chunk[] = [];
  do {
    const chunk = produceChunk(state, input.facts, input.context, proposer);
    if (chunk === undefined) break;
    chunks.push(chunk);
  } while (readCursor(state).phase !== PHASE.start);
  return chunks;
}

const plain = ({ root, records }: Chunk): Chunk => ({ root, records });
const own = (): Chunk[] => store.chunks.slice(from, from + other.length).map(plain);
const firstDifference = (): number =>
  own().findIndex(({ root }, n) => Buffer.compare(root, other[n]?.root ?? root) !== 0);

/** The whole trace, judged from genesis. */
function isRight(): boolean {
  const state = genesisState(deployment);
  return store.chunks.every((chunk) => {
    return replayChunk(state, input.facts, input.context, chunk).ok;
  });
}

describe("a right claim that went another way", () => {
  test("meets the own trace again at the slot's end", () => {
    expect(firstDifference()).toBeGreaterThan(0);
    expect(own().at(-1)?.root).toEqual(other.at(-1)?.root);
    expect(own()).toHaveLength(other.length);
    expect(isRight()).toBe(true);
  });

  test("amid a slot is taken over, and the slot goes on from it", () => {
    const cut = firstDifference() + 1;
    const after = store.chunks.slice(from + other.length);
    expect(executor.adopt(from, other.slice(0, cut))).toBe(true);
    expect(own().slice(0, cut)).toEqual(other.slice(0, cut));
    expect(own().at(-1)?.root).toEqual(other.at(-1)?.root);
    expect(store.chunks.slice(from + other.length)).toEqual(after);
    expect(isRight()).toBe(true);
    // The next one begins amid the slot, where no state is kept: it is found by way of what was taken over.
    expect(executor.adopt(from + cut, other.slice(cut))).toBe(true);
    expect(own()).toEqual(other);
  });

  test("shows its cursor as every chunk of the trace does", () => {
    executor.adopt(from, other.slice(0, firstDifference() + 1));
    const slot = store.chunks.slice(from, from + other.length);
    expect(slot.map(({ atStart }) => atStart)).toEqual(slot.map((_, n) => n === slot.length - 1));
    expect(slot.every(({ slot: number, proof }) => number === 2 && proof.length === 5)).toBe(true);
  });
});

test("a wrong claim changes nothing", () => {
  const before = [...store.chunks];
  const wrong = other.map((chunk, n) =>
    n === other.length - 2 ? { ...chunk, root: new Uint8Array(32) } : chunk,
  );
  expect(executor.adopt(from, wrong)).toBe(false);
  expect(store.chunks).toEqual(before);
});

test("before all states that are kept, nothing can be told", () => {
  const row = {
    slot: 3,
    chunksEnd: store.chunks.length,
    inboxStart: 19,
    facts: new Uint8Array(32),
  };
  const last = new MemoryTrace();
  last.chunks.push(...store.chunks);
  last.executed().push({ ...row, root: genesisState(deployment).root() });
  const { facts, context } = input;
  const late = new Executor({ deployment, context, facts, store: last, chunksPerTurn: 8 });
  expect(late.adopt(from, other)).toBeUndefined();
});
