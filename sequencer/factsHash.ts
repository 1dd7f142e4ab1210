import { concatBytes, equalBytes } from "#protocol/bytes";
import type { Crypto } from "#protocol/crypto";
import type { Facts, SealFact } from "#protocol/facts";

/**
 * Hash of all that execution reads of a slot's facts: the seal, its key and the inbox words from `inboxStart` on. After a
 * reorganisation an equal hash means that what was executed still holds.
 */
export function factsHash(
  crypto: Crypto,
  facts: Facts,
  seal: SealFact,
  inboxStart: number,
): Uint8Array {
  const words: Uint8Array[] = [];
  for (let index = inboxStart; index < seal.inboxEnd; index++) {
    words.push(facts.inboxWord(index) ?? new Uint8Array(0));
  }
  const head = new TextEncoder().encode(
    `${seal.slot},${seal.prev},${seal.certified},${seal.inboxEnd},${seal.envelopes.length},`,
  );
  return crypto.keccak256(concatBytes(head, seal.root, keyBytes(seal), ...words));
}

function keyBytes({ key }: SealFact): Uint8Array {
  if (key instanceof Uint8Array) return key;
  return Uint8Array.of(key === "void" ? 1 : 0);
}

export interface ExecutedFacts {
  readonly slot: number;
  readonly inboxStart: number;
  readonly facts: Uint8Array;
}

export interface Comparison {
  /** The first executed slot whose facts are others now. */
  readonly changed: number | undefined;
  /** Some facts are gone and may come back. */
  readonly missing: boolean;
}

/** Compares what was executed, by rising slot, with what L1 says now. */
export function compareFacts(
  crypto: Crypto,
  facts: Facts,
  executed: readonly ExecutedFacts[],
): Comparison {
  let before: number | undefined;
  for (const { slot, inboxStart, facts: hash } of executed) {
    const seal = before === undefined ? facts.sealOf(slot) : facts.sealAfter(before);
    if (seal === undefined) return { changed: undefined, missing: true };
    if (seal.slot !== slot) return { changed: slot, missing: false };
    if (seal.envelopes.length > 0 && seal.key === undefined) {
      return { changed: undefined, missing: true };
    }
    if (!equalBytes(hash, factsHash(crypto, facts, seal, inboxStart))) {
      return { changed: slot, missing: false };
    }
    before = slot;
  }
  return { changed: undefined, missing: false };
}
