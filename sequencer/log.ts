/** The sequencer's log: what happened. Its state is a function of it, and nothing has an effect before it is in. */

/** An envelope for which room is reserved. */
export interface Accepted {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
  /** 16-byte blocks of its ciphertext. */
  readonly blocks: number;
  readonly envelope: Uint8Array;
}

/** A slot whose list is fixed. */
export interface Closed {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly count: number;
}

export interface Certified {
  readonly slot: number;
  /** The slot certified before; 0 if none. */
  readonly parent: number;
  readonly certificate: Uint8Array;
}

/** What the log says of a slot. */
export interface SlotLog {
  readonly slot: number;
  /** At most one of each account, the newest version. */
  readonly accepted: readonly Accepted[];
  readonly closed: Closed | undefined;
  readonly certified: Certified | undefined;
}
