import { concatBytes, toHex, viewOf } from "#protocol/bytes";
import { ENVELOPE_TREE_DEPTH } from "#protocol/constants";
import { decodePosted, encodePosted, envelopeTreeRoot } from "#protocol/envelopeTree";
import { merkleProof, merkleRoot } from "#protocol/merkle";
import { bytesFrom, type Case, crypto, type Vectors, ZERO_WORD } from "./source.ts";

const COUNTS = [0, 1, 2, 3, 4, 5, 255, 256, 1023, 1024];

function leaf(n: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, n);
  return crypto.keccak256(bytes);
}

const leavesOf = (count: number): Uint8Array[] => Array.from({ length: count }, (_, n) => leaf(n));

/** Roots over leaf n = keccak(n u32). */
function roots(): Case[] {
  return COUNTS.map((count) => ({
    count,
    root: toHex(merkleRoot(crypto, leavesOf(count), ENVELOPE_TREE_DEPTH)),
  }));
}

function proofs(): Case[] {
  return COUNTS.filter((count) => count > 0).flatMap((count) => {
    const leaves = leavesOf(count);
    const places = [...new Set([0, Math.floor(count / 2), count - 1, Math.min(count, 1023)])];
    return places.map((index) => ({
      count,
      index,
      leaf: index < count ? toHex(leaf(index)) : ZERO_WORD,
      proof: toHex(concatBytes(...merkleProof(crypto, leaves, ENVELOPE_TREE_DEPTH, index))),
      root: toHex(merkleRoot(crypto, leaves, ENVELOPE_TREE_DEPTH)),
    }));
  });
}

/** Bytes with the form of an envelope; nothing but its form is judged here. */
function anyEnvelope(account: number, blocks: number): Uint8Array {
  const bytes = bytesFrom(`envelope of ${account}`, 104 + 16 * blocks);
  viewOf(bytes).setUint32(0, account);
  return bytes;
}

const posting = (...sized: readonly (readonly [account: number, m: number])[]): Uint8Array =>
  encodePosted(sized.map(([account, m]) => anyEnvelope(account, m)));

function posted(): Case[] {
  const one = posting([5, 1]);
  const three = posting([0, 1], [1, 32], [2 ** 32 - 1, 4]);
  const unchecked = (...envelopes: Uint8Array[]): Uint8Array =>
    concatBytes(...envelopes.map((e) => concatBytes(Uint8Array.of((e.length - 104) / 16), e)));
  const rows: readonly (readonly [string, Uint8Array])[] = [
    ["nothing", new Uint8Array()],
    ["one envelope", one],
    ["three envelopes", three],
    ["one of each size", posting([1, 1], [2, 2], [3, 4], [4, 8], [5, 16], [6, 32])],
    ["one byte", Uint8Array.of(1)],
    ["a byte short", one.slice(0, -1)],
    ["a byte over", concatBytes(one, Uint8Array.of(1))],
    ["cut in the second", three.slice(0, 300)],
    ...[0, 3, 5, 31, 33, 64, 255].map(
      (m) => [`m = ${m}`, concatBytes(Uint8Array.of(m), one.slice(1))] as const,
    ),
    ["the second has m = 0", concatBytes(one, Uint8Array.of(0))],
    ["m says more than follows", concatBytes(Uint8Array.of(2), one.slice(1))],
    ["an account twice", unchecked(anyEnvelope(5, 1), anyEnvelope(5, 2))],
    ["accounts falling", unchecked(anyEnvelope(5, 1), anyEnvelope(4, 1))],
    ["accounts falling at last", unchecked(...[1, 2, 3, 1].map((a) => anyEnvelope(a, 1)))],
  ];
  return rows.map(([name, bytes]) => {
    const read = decodePosted(bytes);
    const good = read.fault === undefined;
    return {
      name,
      posted: toHex(bytes),
      fault: read.fault ?? "",
      at: good ? 0 : read.at,
      count: good ? read.envelopes.length : 0,
      root: good
        ? toHex(
            envelopeTreeRoot(
              crypto,
              read.envelopes.map((envelope) => envelope.bytes),
            ),
          )
        : ZERO_WORD,
    };
  });
}

export function envelopeTrees(): Vectors {
  return { depth: ENVELOPE_TREE_DEPTH, roots: roots(), proofs: proofs(), posted: posted() };
}
