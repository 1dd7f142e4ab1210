import { describe, expect, test } from "vitest";
import { asciiBytes, concatBytes, hexToBytes, toHex } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import { EncodingError } from "#protocol/errors";
import { keyLeaf, keyProof, keySetRoot, type SlotKeys, verifyKeys } from "#protocol/keySet";
import { keySetDigest } from "#protocol/messages";
import { IMPLEMENTATIONS, pieces, vectorsOf } from "./vectorFile.ts";

const vectors = vectorsOf<{
  domainSeparator: string;
  sets: { first: number; keypers: number; root: string; digest: string }[];
  leaves: {
    first: number;
    slot: number;
    batchKey: string;
    shares: string;
    leaf: string;
    proof: string;
    root: string;
  }[];
}>("key-set.json");

/** The keys that the vectors are made of. */
function keysFrom(crypto: Crypto, first: number, keypers: number): SlotKeys[] {
  const address = (label: string): Uint8Array =>
    crypto.keccak256(concatBytes(asciiBytes(label), Uint8Array.of(0))).slice(0, 20);
  return Array.from({ length: 1024 }, (_, index) => {
    const slot = first + index;
    const shares = Array.from({ length: keypers }, (_share, n) => address(`share ${n} of ${slot}`));
    return { slot, batchKey: address(`batch key ${slot}`), shares };
  });
}

describe.each(IMPLEMENTATIONS)("key set vectors, %s", (_, crypto) => {
  const context = { crypto, domainSeparator: hexToBytes(vectors.domainSeparator) };

  test.each(vectors.sets)("set from $first", ({ first, keypers, root, digest }) => {
    expect(toHex(keySetRoot(crypto, keysFrom(crypto, first, keypers)))).toBe(root);
    expect(toHex(keySetDigest(context, { first, root: hexToBytes(root) }))).toBe(digest);
  });

  test.each(vectors.leaves)("keys of slot $slot", (item) => {
    const shares = pieces(hexToBytes(item.shares), 20);
    const keys = { slot: item.slot, batchKey: hexToBytes(item.batchKey), shares };
    const set = { first: item.first, root: hexToBytes(item.root) };
    const proof = pieces(hexToBytes(item.proof), 32);
    const n = shares.length;
    expect(toHex(keyLeaf(crypto, keys))).toBe(item.leaf);
    expect(verifyKeys(crypto, set, n, keys, proof)).toBe(true);
    expect(verifyKeys(crypto, set, n + 1, keys, proof)).toBe(false);
    expect(verifyKeys(crypto, set, n, keys, proof.slice(1))).toBe(false);
    expect(verifyKeys(crypto, { ...set, first: item.first + 1 }, n, keys, proof)).toBe(false);
    expect(verifyKeys(crypto, { ...set, first: item.first - 1 }, n, keys, proof)).toBe(false);
    const other = new Uint8Array(20);
    expect(verifyKeys(crypto, set, n, { ...keys, batchKey: other }, proof)).toBe(false);
    const swapped = { ...keys, shares: [...shares.slice(1), other] };
    expect(verifyKeys(crypto, set, n, swapped, proof)).toBe(false);
  });
});

const [, crypto] = IMPLEMENTATIONS[0]!;
const keys = keysFrom(crypto, 1025, 2);

test("proofs are those of the set's own tree", () => {
  const set = { first: 1025, root: keySetRoot(crypto, keys) };
  for (const index of [0, 700, 1023]) {
    const proof = keyProof(crypto, keys, index);
    expect(verifyKeys(crypto, set, 2, keys[index]!, proof)).toBe(true);
  }
});

test("a slot beyond the set has no keys in it", () => {
  const set = { first: 1025, root: keySetRoot(crypto, keys) };
  const beyond = { ...keys[0]!, slot: 1025 + 1024 };
  expect(verifyKeys(crypto, set, 2, beyond, keyProof(crypto, keys, 0))).toBe(false);
});

test.each<[string, SlotKeys[]]>([
  ["1,023 slots", keys.slice(1)],
  ["1,025 slots", [...keys, { ...keys[0]!, slot: 1025 + 1024 }]],
  ["no slot", []],
  ["a slot twice", [keys[0]!, ...keys.slice(0, -1)]],
  ["slots beyond 2^32", keys.map((entry, n) => ({ ...entry, slot: 2 ** 32 - 1023 + n }))],
  ["a short key", [{ ...keys[0]!, batchKey: new Uint8Array(19) }, ...keys.slice(1)]],
  ["a long share", [{ ...keys[0]!, shares: [new Uint8Array(21)] }, ...keys.slice(1)]],
])("%s are no key set", (_, list) => {
  expect(() => keySetRoot(crypto, list)).toThrow(EncodingError);
});
