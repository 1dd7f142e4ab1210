import type { Invalid } from "#protocol/outcomes";

/** What a watcher tells of its work. Blocks are L1's, chunks and steps count from 0. */
export type WatchStatus =
  /** Followed from a checkpoint of an earlier run, or from genesis: `claim` is the newest known to be right. */
  | {
      readonly kind: "opened";
      readonly from: "checkpoint" | "genesis";
      readonly block: number;
      readonly claim: number;
    }
  /** Settlement's claims are judged by other code than this version's FraudProof. */
  | { readonly kind: "otherChallenger"; readonly challenger: string }
  /** L1's newest block, and the newest claim that is right. */
  | {
      readonly kind: "looked";
      readonly block: number;
      readonly claim: number;
      readonly slot: number;
    }
  /** A claim that stands is wrong. */
  | {
      readonly kind: "wrong";
      readonly claim: number;
      readonly author: string;
      readonly slot: number;
      readonly chunk: number;
      readonly step: number;
      readonly reason: Invalid;
      readonly given: unknown;
      readonly expected: string;
    }
  /** A proof against it is ready. */
  | {
      readonly kind: "built";
      readonly claim: number;
      readonly chunk: number;
      readonly bytes: number;
    }
  /** A slot that it starts has neither key nor void yet, so L1 gives no verdict. */
  | { readonly kind: "undecided"; readonly claim: number; readonly chunk: number }
  /** That slot was given up: its key was overdue, and no other verdict would come. */
  | { readonly kind: "voided"; readonly slot: number }
  /** Someone else was faster. */
  | { readonly kind: "overtaken"; readonly claim: number; readonly why: string }
  | {
      readonly kind: "challenged";
      readonly claim: number;
      readonly chunk: number;
      readonly hash: string;
      readonly gasUsed: bigint;
    }
  /** As L1 says, whoever proved it. */
  | {
      readonly kind: "killed";
      readonly claim: number;
      readonly author: string;
      readonly beneficiary: string;
    }
  | { readonly kind: "reorganised"; readonly toBlock: number }
  | { readonly kind: "checkpoint"; readonly block: number; readonly claim: number }
  | { readonly kind: "startedOver"; readonly why: string }
  /** Tried again until it passes. */
  | { readonly kind: "trouble"; readonly what: string; readonly error: unknown }
  /** The watcher has ended. */
  | { readonly kind: "halted"; readonly error: unknown };
