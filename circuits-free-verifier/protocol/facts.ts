/** A sealed slot as L1 fixed it. */
export interface SealFact {
  readonly slot: number;
  /** The slot sealed before it; 0 for the first. */
  readonly prev: number;
  readonly certified: boolean;
  /** Root of the envelope tree, 32 bytes. */
  readonly root: Uint8Array;
  /** Envelopes in sealed order: strictly rising account. */
  readonly envelopes: readonly Uint8Array[];
  /** Inbox operations below this index are taken in. */
  readonly inboxEnd: number;
  /** The slot's secret scalar (32 bytes), `"void"`, or undefined while neither is written. */
  readonly key: Uint8Array | "void" | undefined;
}

/** What L1 has fixed; the only outside thing a step reads. */
export interface Facts {
  /** The sealed slot whose predecessor is `slot`. */
  sealAfter(slot: number): SealFact | undefined;
  /** The seal of `slot`; the same object every time, so that work done on it can be remembered beside it. */
  sealOf(slot: number): SealFact | undefined;
  /** The word of inbox operation `index`, 32 bytes. */
  inboxWord(index: number): Uint8Array | undefined;
}
