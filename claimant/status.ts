import type { WatchStatus } from "../circuits-free-verifier/challenger/watchStatus.ts";

/** What a claimant tells of its work: what it finds on L1, and what it does there. */
export type ClaimStatus =
  | WatchStatus
  | { readonly kind: "bonded"; readonly party: string; readonly value: bigint }
  | {
      readonly kind: "claimed";
      readonly claim: number;
      readonly firstSlot: number;
      readonly lastSlot: number;
      readonly chunks: number;
      readonly gasUsed: bigint;
    }
  | { readonly kind: "finalised"; readonly claim: number; readonly gasUsed: bigint }
  | { readonly kind: "void"; readonly slot: number; readonly gasUsed: bigint }
  | { readonly kind: "sealedEmpty"; readonly slot: number; readonly gasUsed: bigint }
  /** Somebody else was faster, or L1 moved on: looked at anew. */
  | { readonly kind: "tooLate"; readonly what: string; readonly why: string };
