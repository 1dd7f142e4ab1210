import { beforeAll, describe, expect, test } from "vitest";
import { PHASE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { readCursor } from "#protocol/leaves";
import { INVALID } from "#protocol/outcomes";
import { BookProposer } from "#protocol/proposer";
import { State } from "#protocol/state";
import { type Chunk, produceChunk, replayChunk } from "#protocol/trace";
import { loadCrypto } from "../../../circuits-free-verifier/crypto/load.ts";
import type { LieInput } from "../../../demo/lies/lie.ts";
import { LIES, lieOf, UnknownLie } from "../../../demo/lies/table.ts";
import { firstFault, tellBy } from "../../../demo/lies/twist.ts";
import { batch, withoutThird } from "./batch.ts";

let crypto: Crypto;
beforeAll(async () => {
  crypto = await loadCrypto();
});

function honest({ before, facts, context }: LieInput): Chunk[] {
  const state = new State(before.root);
  const proposer = BookProposer.fromState(state);
  const chunks: Chunk[] = [];
  do {
    const chunk = produceChunk(state, facts, context, proposer, (r) => proposer.observe(r));
    if (chunk !== undefined) chunks.push(chunk);
  } while (readCursor(state).phase !== PHASE.start);
  return chunks;
}

describe.each([16, 7])("with a root every %i steps", (stepsPerRoot) => {
  test("an honest claim is no lie", () => {
    const input = batch(crypto, { stepsPerRoot });
    const chunks = honest(input);
    expect(chunks.length).toBeGreaterThan(1);
    expect(firstFault(input, chunks)).toBeUndefined();
    expect(tellBy(input, {})).toBeUndefined();
  });

  test.each(LIES)("$kind: $text", (lie) => {
    const whole = batch(crypto, { stepsPerRoot });
    const input = lie.kind === "late-end" ? withoutThird(whole) : whole;
    const told = lie.tell(input);
    expect(told, "has a place").toBeDefined();
    if (told === undefined) return;
    expect(lie.reasons).toContain(told.found.reason);
    expect(readCursor(told.state)).toMatchObject({ phase: PHASE.start });
    expect(readCursor(told.state).slot).toBeGreaterThanOrEqual(2);
    expect(told.state.root()).toEqual(told.chunks.at(-1)?.root);

    const state = new State(input.before.root);
    for (const [n, chunk] of told.chunks.slice(0, told.found.chunk + 1).entries()) {
      const replay = replayChunk(state, input.facts, input.context, chunk);
      expect(replay.ok, `chunk ${n}`).toBe(n < told.found.chunk);
      if (!replay.ok) {
        const { step, reason } = replay;
        expect({ chunk: n, step, reason }).toEqual(told.found);
      }
    }
  });

  test.each(LIES)("$kind differs from the honest claim first where it is found", (lie) => {
    const whole = batch(crypto, { stepsPerRoot });
    const input = lie.kind === "late-end" ? withoutThird(whole) : whole;
    const told = lie.tell(input);
    const right = honest(input);
    const differs = told?.chunks.findIndex(
      ({ root, records }, n) =>
        Buffer.compare(root, right[n]?.root ?? new Uint8Array()) !== 0 ||
        Buffer.compare(records, right[n]?.records ?? new Uint8Array()) !== 0,
    );
    // A clearing is taken on trust, and refused at the fill or the Close that it leads to.
    const trusted = lie.reasons.includes(INVALID.wrongClearing) && differs !== told?.found.chunk;
    if (trusted) expect(differs).toBeLessThan(told?.found.chunk ?? 0);
    else expect(differs).toBe(told?.found.chunk);
  });
});

test("there are at least sixteen kinds, each with a name of its own", () => {
  expect(LIES.length).toBeGreaterThanOrEqual(16);
  expect(new Set(LIES.map(({ kind }) => kind)).size).toBe(LIES.length);
  for (const lie of LIES) expect(lieOf(lie.kind)).toBe(lie);
});

test.each(LIES)("$kind has no place where no slot is sealed, or none is decided", (lie) => {
  const input = batch(crypto);
  const rest = { sealOf: input.facts.sealOf, inboxWord: input.facts.inboxWord };
  const second = input.facts.sealOf(2);
  if (second === undefined) throw new RangeError("no second slot");
  const undecided = { ...second, key: undefined };
  const seals = [() => undefined, (slot: number) => (slot === 1 ? undecided : undefined)];
  for (const sealAfter of seals)
    expect(lie.tell({ ...input, facts: { ...rest, sealAfter } })).toBeUndefined();
});

test("a lie that nobody knows is refused with the list", () => {
  expect(() => lieOf("honesty")).toThrow(UnknownLie);
});
