/** What the processes of the bench tell each other. */

/** Envelopes at a fixed rate, over whole slots. */
export interface Phase {
  readonly name: string;
  /** Accepted envelopes a second, over all of a slot's time, the part that takes none included. */
  readonly perSecond: number;
  readonly slots: number;
}

/** Bytes are hex. */
export interface LoadPlan {
  readonly port: number;
  readonly domainSeparator: string;
  readonly sequencer: string;
  /** Of each account: number and private key. */
  readonly accounts: readonly { readonly account: number; readonly privateKey: string }[];
  /** Public keys of the slots ahead, by rising slot without a gap. */
  readonly points: readonly { readonly slot: number; readonly point: string }[];
  readonly genesisTime: number;
  readonly interval: number;
  /** Last part of a slot that takes no envelopes. */
  readonly guardMs: number;
  readonly lines: number;
  readonly phases: readonly Phase[];
}

/** A phase's place in time. */
export interface PlannedPhase extends Phase {
  readonly firstSlot: number;
  /** Unix milliseconds. */
  readonly begins: number;
  readonly ends: number;
}

export interface PhaseResult {
  readonly name: string;
  readonly sent: number;
  readonly accepted: number;
  /** Answers without a receipt, by status and reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Milliseconds from when a request was due to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly cpuSeconds: number;
}

/** The newest envelope of an account in a slot that there is a receipt for. */
export interface Promised {
  readonly slot: number;
  readonly account: number;
  /** keccak of the envelope, hex. */
  readonly hash: string;
}

export type LoadMessage =
  | {
      readonly kind: "ready";
      readonly sealMicros: number;
      readonly phases: readonly PlannedPhase[];
    }
  | { readonly kind: "phase"; readonly result: PhaseResult }
  | {
      readonly kind: "done";
      readonly receipts: number;
      readonly badReceipts: number;
      readonly promised: readonly Promised[];
    };

export interface ReadersPlan {
  readonly url: string;
  readonly readers: number;
}

export type ReadersMessage =
  | { readonly kind: "joined" }
  | {
      readonly kind: "done";
      /** Of every reader. */
      readonly messages: readonly number[];
      /** Messages that were not the next in number. */
      readonly gaps: number;
      readonly closed: number;
      readonly cpuSeconds: number;
    };
