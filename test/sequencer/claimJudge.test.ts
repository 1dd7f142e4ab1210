import { beforeAll, describe, expect, test } from "vitest";
import { genesisNode } from "#l1/claims";
import type { Claim } from "#l1/eventTypes";
import { claimTreeRoot, encodeChunks } from "#protocol/claim";
import type { Crypto } from "#protocol/crypto";
import type { Chunk } from "#protocol/trace";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { ClaimJudge } from "../../sequencer/claimJudge.ts";
import type { ClaimView } from "../../sequencer/ports.ts";

let crypto: Crypto;
beforeAll(async () => {
  crypto = await loadCrypto();
});

const chunk = (byte: number, records = 1): Chunk => ({
  root: new Uint8Array(32).fill(byte),
  records: new Uint8Array(records),
});
const trace = Array.from({ length: 10 }, (_, n) => chunk(n));

function claimOf(
  from: number,
  chunks: readonly Chunk[],
  {
    posted = encodeChunks(chunks),
    ...change
  }: Partial<Claim> & { posted?: Uint8Array | null } = {},
): ClaimView {
  const claim: Claim = {
    ...genesisNode(new Uint8Array(32)).claim,
    index: from + 1,
    chunkRoot: claimTreeRoot(crypto, chunks),
    stateRoot: chunks.at(-1)?.root ?? new Uint8Array(32),
    ...change,
  };
  return { claim, from, to: from + chunks.length, posted: posted ?? undefined };
}

function judgeWith(replay: boolean | "unknown" = false) {
  const replayed: number[] = [];
  const verdicts: [number, boolean][] = [];
  const judge = new ClaimJudge({
    crypto,
    chunksFrom: (from, limit) => trace.slice(from, from + limit),
    adopt: (from) => {
      replayed.push(from);
      return replay === "unknown" ? undefined : replay;
    },
  });
  const firstWrong = (...claims: ClaimView[]) =>
    judge.firstWrong(claims, ({ index }, right) => verdicts.push([index, right]))?.index;
  return { judge, firstWrong, replayed, verdicts };
}

describe("a claim that somebody posted", () => {
  test("is right if it is of the chunks executed here", () => {
    const { firstWrong, replayed } = judgeWith();
    expect(
      firstWrong(claimOf(0, trace.slice(0, 3)), claimOf(3, trace.slice(3, 5))),
    ).toBeUndefined();
    expect(replayed).toEqual([]);
  });

  test("is wrong if it comes to another state", () => {
    const { firstWrong, replayed } = judgeWith(true);
    expect(firstWrong(claimOf(0, [chunk(0), chunk(77)]))).toBe(1);
    expect(replayed).toEqual([]);
  });

  test("is wrong if it comes to the same state by more or fewer chunks", () => {
    const { firstWrong } = judgeWith(true);
    expect(firstWrong(claimOf(0, [...trace.slice(0, 3), chunk(2)]))).toBe(1);
    expect(firstWrong(claimOf(0, [trace[0] as Chunk, trace[2] as Chunk]))).toBe(1);
  });

  test.each([
    { replay: false, wrong: 2 },
    { replay: true, wrong: undefined },
    { replay: "unknown", wrong: undefined },
  ] as const)("is run again where only its way differs: $replay", ({ replay, wrong }) => {
    const { firstWrong, replayed } = judgeWith(replay);
    expect(firstWrong(claimOf(1, [chunk(1), chunk(2, 9), chunk(3)]))).toBe(wrong);
    expect(replayed).toEqual([1]);
  });

  test.each([
    { replay: false, wrong: 2 },
    { replay: true, wrong: undefined },
    { replay: "unknown", wrong: 2 },
  ] as const)("amid a slot may be right by another state: $replay", ({ replay, wrong }) => {
    const { firstWrong, replayed } = judgeWith(replay);
    expect(firstWrong(claimOf(1, [chunk(1), chunk(2, 9), chunk(77)], { atStart: false }))).toBe(
      wrong,
    );
    expect(replayed).toEqual([1]);
  });

  test("of one's own is told by its last root", () => {
    const { firstWrong } = judgeWith();
    expect(firstWrong(claimOf(0, [chunk(1), chunk(1)], { posted: null }))).toBeUndefined();
    expect(firstWrong(claimOf(0, [chunk(0), chunk(9)], { posted: null }))).toBe(1);
  });
});

test("the first wrong one is named, and each is judged once until it is forgotten", () => {
  const { judge, firstWrong, verdicts } = judgeWith();
  const claims = [claimOf(0, trace.slice(0, 2)), claimOf(2, [chunk(99)]), claimOf(3, [chunk(98)])];
  expect(firstWrong(...claims)).toBe(3);
  expect(firstWrong(...claims)).toBe(3);
  expect(verdicts).toEqual([
    [1, true],
    [3, false],
  ]);
  judge.forget();
  expect(firstWrong(...claims)).toBe(3);
  expect(verdicts).toHaveLength(4);
});
