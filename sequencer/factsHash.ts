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

/** The first executed slot whose facts are not those that were executed; undefined where all hold or are not there yet. */
export function firstChanged(
  crypto: Crypto,
  facts: Facts,
  executed: readonly ExecutedFacts[],
): number | undefined {
  for (const { slot, inboxStart, facts: hash } of executed) {
    const seal = facts.sealOf(slot);
    if (seal === undefined || (seal.envelopes.length > 0 && seal.key === undefined)) continue;
    if (!equalBytes(hash, factsHash(crypto, facts, seal, inboxStart))) return slot;
  }
  return undefined;
}
