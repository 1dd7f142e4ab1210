import { describe, expect, test } from "vitest";
import { concatBytes, hexToBytes, toHex, viewOf } from "#protocol/bytes";
import { ENVELOPE_TREE_DEPTH, MAX_SEAL_BYTES } from "#protocol/constants";
import {
  decodePosted,
  encodePosted,
  envelopeProof,
  envelopeTreeRoot,
  verifyEnvelopeProof,
} from "#protocol/envelopeTree";
import { EncodingError } from "#protocol/errors";
import { merkleProof, merkleRoot, merkleVerify } from "#protocol/merkle";
import { IMPLEMENTATIONS, named, pieces, vectorsOf } from "./vectorFile.ts";

const vectors = vectorsOf<{
  depth: number;
  roots: { count: number; root: string }[];
  proofs: { count: number; index: number; leaf: string; proof: string; root: string }[];
  posted: {
    name: string;
    posted: string;
    fault: string;
    at: number;
    count: number;
    root: string;
  }[];
}>("envelope-tree.json");

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

function envelopeOf(account: number, blocks = 1): Uint8Array {
  return concatBytes(u32(account), new Uint8Array(100 + 16 * blocks).fill(account % 251));
}

describe.each(IMPLEMENTATIONS)("envelope tree vectors, %s", (_, crypto) => {
  /** Written out: every node of the whole tree, zeros included. */
  function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
    let level = Array.from({ length: 1024 }, (_leaf, n) => leaves[n] ?? new Uint8Array(32));
    while (level.length > 1) {
      level = Array.from({ length: level.length / 2 }, (_node, n) =>
        crypto.keccak256(concatBytes(level[2 * n]!, level[2 * n + 1]!)),
      );
    }
    return level[0]!;
  }

  test.each(vectors.roots)("$count leaves", ({ count, root }) => {
    const leaves = Array.from({ length: count }, (_leaf, n) => crypto.keccak256(u32(n)));
    expect(toHex(merkleRoot(crypto, leaves, vectors.depth))).toBe(root);
    expect(toHex(naiveRoot(leaves))).toBe(root);
  });

  test.each(vectors.proofs)("leaf $index of $count", ({ count, index, leaf, proof, root }) => {
    const siblings = pieces(hexToBytes(proof), 32);
    const leaves = Array.from({ length: count }, (_leaf, n) => crypto.keccak256(u32(n)));
    expect(merkleProof(crypto, leaves, vectors.depth, index)).toEqual(siblings);
    const verify = (place: number, value: string, path: Uint8Array[]): boolean =>
      merkleVerify(crypto, hexToBytes(root), vectors.depth, place, hexToBytes(value), path);
    expect(verify(index, leaf, siblings)).toBe(true);
    const bothUnused = index >= count && index % 2 === 0;
    expect(verify(index ^ 1, leaf, siblings)).toBe(bothUnused);
    expect(verify(index + 1024, leaf, siblings)).toBe(false);
    expect(verify(-1, leaf, siblings)).toBe(false);
    expect(verify(index, root, siblings)).toBe(false);
    expect(verify(index, leaf, siblings.slice(1))).toBe(false);
    expect(verify(index, leaf, [...siblings, new Uint8Array(32)])).toBe(false);
    expect(verify(index, leaf, [new Uint8Array(31), ...siblings.slice(1)])).toBe(false);
    expect(verify(0, root, [])).toBe(false);
  });

  test.each(named(vectors.posted))("posted: %s", (_name, item) => {
    const bytes = hexToBytes(item.posted);
    const read = decodePosted(bytes);
    if (read.fault !== undefined) {
      return expect(read).toEqual({ fault: item.fault, at: item.at });
    }
    expect(item.fault).toBe("");
    const envelopes = read.envelopes.map((envelope) => envelope.bytes);
    expect(envelopes.length).toBe(item.count);
    expect(toHex(envelopeTreeRoot(crypto, envelopes))).toBe(item.root);
    expect(encodePosted(envelopes)).toEqual(bytes);
  });
});

const [, crypto] = IMPLEMENTATIONS[0]!;

test("every envelope of a slot can be proven, and no other", () => {
  const envelopes = [1, 4, 9].map((account) => envelopeOf(account));
  const root = envelopeTreeRoot(crypto, envelopes);
  for (const [index, envelope] of envelopes.entries()) {
    const proof = envelopeProof(crypto, envelopes, index);
    expect(verifyEnvelopeProof(crypto, root, index, envelope, proof)).toBe(true);
    expect(verifyEnvelopeProof(crypto, root, index, envelopeOf(5), proof)).toBe(false);
  }
});

test("a tree has room for 1,024 leaves of 32 bytes", () => {
  const leaves = Array.from({ length: 1025 }, () => new Uint8Array(32));
  expect(() => merkleRoot(crypto, leaves, ENVELOPE_TREE_DEPTH)).toThrow(/leaves: got 1025/);
  expect(() => merkleRoot(crypto, [new Uint8Array(31)], ENVELOPE_TREE_DEPTH)).toThrow(
    EncodingError,
  );
  expect(() => merkleProof(crypto, [], ENVELOPE_TREE_DEPTH, 1024)).toThrow(/leaf index: got 1024/);
});

test("120,000 bytes hold 991 of the smallest envelopes and no more", () => {
  const most = Array.from({ length: 991 }, (_, n) => envelopeOf(n));
  const posted = encodePosted(most);
  expect(decodePosted(posted)).toMatchObject({ fault: undefined });
  const over = concatBytes(posted, Uint8Array.of(1), envelopeOf(991));
  expect(decodePosted(over)).toEqual({ fault: "tooManyBytes", at: 0 });
  expect(() => encodePosted([...most, envelopeOf(991)])).toThrow(/got "tooManyBytes"/);
  const zeros = decodePosted(new Uint8Array(MAX_SEAL_BYTES));
  expect(zeros).toEqual({ fault: "badBlocks", at: 0 });
});

test.each<[string, Uint8Array[], RegExp]>([
  ["a malformed envelope", [envelopeOf(1).slice(1)], /envelope: got 119 bytes/],
  ["accounts out of order", [envelopeOf(2), envelopeOf(1)], /accountsNotRising/],
  ["an account twice", [envelopeOf(2), envelopeOf(2)], /accountsNotRising/],
])("%s cannot be posted", (_, envelopes, message) => {
  expect(() => encodePosted(envelopes)).toThrow(message);
});
