import { MAX_SLOT } from "#protocol/constants";
import type { SealFact } from "#protocol/facts";
import type { KeySetRoot } from "#protocol/keySet";

export interface Sealed {
  readonly fact: SealFact;
  /** Unix seconds. */
  readonly sealedAt: number;
}

/** What a log begins with that does not begin at genesis. */
export interface FactsSoFar {
  readonly position: Position;
  readonly keySets: readonly KeySetRoot[];
  /** Index of the first of `words`. */
  readonly firstWord: number;
  /** Inbox operations from there on, 32 bytes each. */
  readonly words: readonly Uint8Array[];
  /** Rising. */
  readonly seals: readonly Sealed[];
}

export interface Position {
  readonly lastSealed: number;
  readonly lastCertified: number;
  readonly sealedCount: number;
  /** First slot that no key set reaches. */
  readonly keysEnd: number;
  /** Last slot that may be sealed with a certificate. */
  readonly lastSlot: number;
  /** When the exchange froze, unix seconds; 0 while it runs. */
  readonly frozenAt: number;
}

export const NO_FACTS: FactsSoFar = {
  position: {
    lastSealed: 0,
    lastCertified: 0,
    sealedCount: 0,
    keysEnd: 1,
    lastSlot: MAX_SLOT,
    frozenAt: 0,
  },
  keySets: [],
  firstWord: 0,
  words: [],
  seals: [],
};
