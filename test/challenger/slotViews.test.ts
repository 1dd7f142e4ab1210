import { beforeAll, describe, expect, test } from "vitest";
import type { Crypto } from "#protocol/crypto";
import { State } from "#protocol/state";
import type { Chunk } from "#protocol/trace";
import { changeText, leafTitle } from "../../circuits-free-verifier/challenger/leafText.ts";
import { reportText } from "../../circuits-free-verifier/challenger/reportText.ts";
import {
  type ChunkView,
  type PostedChunk,
  SlotUnknown,
  viewSlot,
} from "../../circuits-free-verifier/challenger/slotViews.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import type { LieInput } from "../../demo/lies/lie.ts";
import { lieOf } from "../../demo/lies/table.ts";
import { batch, LIAR, withoutThird } from "../demo/lies/batch.ts";

let input: LieInput;
beforeAll(async () => {
  const crypto: Crypto = await loadCrypto();
  input = batch(crypto);
});

function* posted(chunks: readonly Chunk[]): Generator<PostedChunk> {
  for (const [chunk, one] of chunks.entries()) yield { claim: 7, chunk, posted: one };
}

const view = (chunks: readonly Chunk[], slot = 2, { facts } = input): ChunkView[] => {
  const state = new State(input.before.root);
  return [...viewSlot(state, facts, input.context, posted(chunks), slot)];
};

const rightChunks = (): Chunk[] =>
  view([]).map(({ steps }) => ({
    root: steps.at(-1)?.root ?? new Uint8Array(),
    records: new Uint8Array(),
  }));

/** The lines that somebody sees who reads all of a step. */
const linesOf = (chunks: readonly ChunkView[]): string[] =>
  chunks.flatMap(({ steps }) =>
    steps.flatMap(({ report, fact, record, leaves }) => [
      reportText(report),
      ...(fact === undefined ? [] : [fact]),
      ...(record === undefined ? [] : [record]),
      ...leaves.map((leaf) => `${leafTitle(leaf.gindex)}: ${changeText(leaf)}`),
    ]),
  );

describe("a slot that nobody claimed", () => {
  test("is run from facts, to its end", () => {
    const chunks = view([]);
    expect(chunks.every((chunk) => chunk.posted === undefined)).toBe(true);
    expect(chunks.flatMap(({ steps }) => steps).map(({ report }) => report.kind)).toEqual(
      expect.arrayContaining(["start", "inbox", "operation", "clear", "fill", "close", "expire"]),
    );
    expect(chunks.at(-1)?.steps.at(-1)?.report).toEqual({ kind: "end", slot: 2 });
  });

  test("is shown with what was read and what changed", () => {
    const lines = linesOf(view([]));
    expect(lines).toEqual(
      expect.arrayContaining([
        `inbox 18: deposit 77 of asset 0 for account ${LIAR}`,
        `account ${LIAR} balance of asset 0: available 10000000 → 10000077, withdrawn 0`,
        expect.stringMatching(/^envelope 0 of account 3, version 0, block 1 of 4: sell 25 lots/),
        expect.stringMatching(/^clear at tick 1000, \d+ lots$/),
        expect.stringMatching(/^fill account 1 with \d+ lots$/),
        expect.stringMatching(/^expire order 0 among the bids of market 0 at tick 950$/),
        expect.stringMatching(/^market 0 bids level at tick 1000: head \d+ → \d+/),
        "expiry table 0 count of slot 2 modulo 2^20: orders 1 → 2",
        expect.stringMatching(/^market 0 bids ticks in use, storey 0 word 4092: set .*1003/),
      ]),
    );
  });

  test("chains its roots", () => {
    const chunks = view([]);
    for (const [n, chunk] of chunks.slice(1).entries())
      expect(chunk.before).toEqual(chunks[n]?.steps.at(-1)?.root);
  });
});

describe("a claim", () => {
  test("that is right is shown as posted, by its own records", () => {
    const right = lieOf("late-end").tell(withoutThird(input))?.chunks ?? [];
    const chunks = view(right);
    expect(chunks.map(({ posted: p }) => p?.chunk)).toEqual(chunks.map((_, n) => n));
    expect(chunks.every(({ difference }) => difference === undefined)).toBe(true);
    expect(linesOf(chunks)).toEqual(linesOf(view([])));
  });

  test("of a wrong clearing is shown to where the rules lead no further", () => {
    const told = lieOf("wrong-price").tell(input);
    const last = view(told?.chunks ?? []).at(-1);
    expect(last?.posted?.chunk).toBe(told?.found.chunk);
    expect(last?.difference).toMatchObject({ step: told?.found.step, reason: told?.found.reason });
    expect(last?.steps).toHaveLength(told?.found.step ?? -1);
  });

  test.each(["stolen-fill", "wrong-root", "long-varint"])(
    "with %s is shown up to the difference, and then what is right",
    (kind) => {
      const told = lieOf(kind).tell(input);
      const chunks = view(told?.chunks ?? []);
      const wrong = told?.found.chunk ?? -1;
      expect(chunks[wrong]?.difference).toMatchObject({
        step: told?.found.step,
        reason: told?.found.reason,
      });
      expect(chunks[wrong]?.posted?.chunk).toBe(wrong);
      expect(chunks.slice(wrong + 1).every((chunk) => chunk.posted === undefined)).toBe(true);
      expect(chunks.map(({ steps }) => steps.at(-1)?.root)).toEqual(
        rightChunks().map(({ root }) => root),
      );
    },
  );

  test("that goes on where the trace waits is shown with nothing beside it", () => {
    const facts = withoutThird(input).facts;
    const told = lieOf("late-end").tell({ ...input, facts });
    const chunks = view(told?.chunks ?? [], 3, { ...input, facts });
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.steps).toEqual([]);
    expect(chunks[0]?.difference?.reason).toBe(128);
  });
});

describe("a slot that cannot be shown", () => {
  test("is refused: not sealed, or passed over", () => {
    expect(() => view([], 9)).toThrow(SlotUnknown);
    const { facts } = input;
    const third = facts.sealOf(3);
    if (third === undefined) throw new RangeError("no third slot");
    const gap = { ...facts, sealAfter: (slot: number) => (slot === 1 ? third : undefined) };
    expect(() => view([], 2, { ...input, facts: { ...gap, inboxWord: facts.inboxWord } })).toThrow(
      SlotUnknown,
    );
  });

  test("others are passed over on the way", () => {
    const chunks = view([], 3);
    expect(chunks.at(-1)?.steps.at(-1)?.report).toEqual({ kind: "end", slot: 3 });
    expect(chunks[0]?.steps[0]?.report).toMatchObject({ kind: "start", slot: 3 });
  });
});
