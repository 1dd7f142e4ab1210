import { concatBytes } from "#protocol/bytes";
import { CURSOR_LEAF } from "#protocol/layout";
import { INVALID } from "#protocol/outcomes";
import type { Chunk } from "#protocol/trace";
import { makeLeaf } from "#protocol/tree";
import { type Lie, WRONG_STATE } from "./lie.ts";
import { tellBy } from "./twist.ts";

/** Lies in how a right trace is cut up and posted. */

const { recordLeftOver, recordMalformed, recordMissing, rootMismatch, noFact } = INVALID;

/** A lie in the posted bytes of one chunk; `pick` says which. */
function postedLie(
  kind: string,
  text: string,
  reasons: Lie["reasons"],
  pick: (chunks: readonly Chunk[]) => number,
  wrong: (chunk: Chunk) => Chunk,
): Lie {
  return {
    kind,
    text,
    reasons,
    tell: (input) =>
      tellBy(input, {
        rewrite(chunks) {
          const at = pick(chunks);
          if (chunks[at] === undefined) return undefined;
          return chunks.map((chunk, n) => (n === at ? wrong(chunk) : chunk));
        },
      }),
  };
}

const amid = (chunks: readonly Chunk[]): number =>
  chunks.length < 2 ? -1 : Math.floor((chunks.length - 1) / 2);
const recorded = (chunks: readonly Chunk[]): number =>
  chunks.findIndex(({ records }) => records.length > 0);

const wrongRootAmid = postedLie(
  "wrong-root",
  "a root amid the claim is not that of its state; all that follows is right",
  [rootMismatch],
  amid,
  (chunk) => ({ ...chunk, root: chunk.root.map((byte) => byte ^ 1) }),
);

const missingRecord = postedLie(
  "missing-record",
  "a chunk's last record is cut short",
  [recordMissing],
  recorded,
  (chunk) => ({ ...chunk, records: chunk.records.subarray(0, -1) }),
);

const extraRecord = postedLie(
  "extra-record",
  "a chunk has one record too many",
  [recordLeftOver],
  recorded,
  (chunk) => ({ ...chunk, records: concatBytes(chunk.records, Uint8Array.of(1, 1)) }),
);

const longVarint = postedLie(
  "long-varint",
  "a record's last number is not written in its shortest form",
  [recordMalformed],
  recorded,
  ({ root, records }) => {
    const last = records.at(-1) ?? 0;
    return { root, records: concatBytes(records.subarray(0, -1), Uint8Array.of(last | 0x80, 0)) };
  },
);

const tamperedEnd: Lie = {
  kind: "wrong-end",
  text: "the last root is that of a state in which one more leaf was written",
  reasons: [rootMismatch],
  tell: (input) =>
    tellBy(input, {
      after({ state }, report) {
        if (report.kind === "end") state.set(CURSOR_LEAF + 7, makeLeaf(1));
      },
    }),
};

const lateEnd: Lie = {
  kind: "late-end",
  text: "a chunk without steps follows the end of the last sealed slot",
  reasons: [noFact, rootMismatch],
  tell: (input) =>
    tellBy(input, {
      rewrite: (chunks) => [
        ...chunks,
        { root: chunks.at(-1)?.root ?? input.before.root.root, records: new Uint8Array(0) },
      ],
    }),
};

/** One chunk of the claim has a step more or less than it should. */
function cutLie(kind: string, text: string, change: number): Lie {
  return {
    kind,
    text,
    reasons: WRONG_STATE,
    tell: (input) =>
      tellBy(input, { steps: (chunk, stepsPerRoot) => stepsPerRoot + (chunk === 0 ? change : 0) }),
  };
}

const longChunk = cutLie("long-chunk", "a chunk holds one step too many", 1);
const shortChunk = cutLie("short-chunk", "a chunk ends one step early", -1);

export const chunkLies: readonly Lie[] = [
  wrongRootAmid,
  tamperedEnd,
  missingRecord,
  extraRecord,
  longVarint,
  lateEnd,
  longChunk,
  shortChunk,
];
