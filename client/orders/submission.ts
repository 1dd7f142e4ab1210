import { WalrasError } from "#protocol/errors";
import type { Operation } from "#protocol/operation";
import type { Hex } from "../types.ts";

/** An envelope that the sequencer promised to seal. */
export interface SentEnvelope {
  /** Batch that takes it. */
  readonly slot: number;
  readonly account: number;
  /** Above 0 where it replaced one that this client had sent for the same slot; it holds that one's operations too. */
  readonly version: number;
  /** Signed by the sequencer, and checked; 107 bytes. */
  readonly receipt: Hex;
  readonly envelope: Hex;
  /** All operations in it, in the order in which they are executed. */
  readonly operations: readonly Operation[];
  /** Block of the first operation of this submission; those before were sent earlier. */
  readonly firstBlock: number;
  /** How many operations of this submission are in it. */
  readonly count: number;
  /** Batches that it was tried in. */
  readonly attempts: number;
}

/** What a call sent: one envelope, or more in rising slots where its operations fill more than 32 blocks. */
export interface Submission {
  readonly envelopes: readonly SentEnvelope[];
}

/** The first envelopes were taken and a later one was not: `submission` has those taken, `cause` says why. */
export class PartlySubmitted extends WalrasError {
  readonly submission: Submission;

  constructor(submission: Submission, left: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const taken = submission.envelopes.map(({ slot }) => slot).join(", ");
    super("partlySubmitted", `${left} operations left behind slots ${taken}`, reason, "all taken");
    this.submission = submission;
    this.cause = cause;
  }
}
