import { readFileSync } from "node:fs";
import type { Crypto } from "#protocol/crypto";
import { createNativeCrypto } from "../../circuits-free-verifier/crypto/native.ts";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";

/** Both implementations, as rows of `describe.each`. */
export const IMPLEMENTATIONS: readonly (readonly [name: string, crypto: Crypto])[] = [
  ["native", await createNativeCrypto()],
  ["pure", createPureCrypto()],
];

/** A file of test/vectors, taken to have the given shape. */
export function vectorsOf<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), "utf8"));
}

/** Rows of `test.each` that show a case by its name. */
export function named<T extends { readonly name: string }>(cases: readonly T[]): [string, T][] {
  return cases.map((item) => [item.name, item]);
}

/** Consecutive pieces of `size` bytes. */
export function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: bytes.length / size }, (_, n) =>
    bytes.slice(n * size, (n + 1) * size),
  );
}
