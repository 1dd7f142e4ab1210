import type { SlotFigures } from "./figures.ts";

/** What the sequencer tells people and programs that watch it. Nothing depends on it; after a kill some may be missing. */
export type Status =
  | { readonly kind: "keySet"; readonly first: number; readonly gasUsed: bigint }
  | { readonly kind: "closed"; readonly slot: number; readonly envelopes: number }
  | { readonly kind: "certified"; readonly slot: number }
  | {
      readonly kind: "sealed";
      readonly slot: number;
      readonly gasUsed: bigint;
      readonly calldataBytes: number;
    }
  | { readonly kind: "revealed"; readonly slot: number; readonly gasUsed: bigint }
  | { readonly kind: "voided"; readonly slot: number; readonly gasUsed: bigint }
  | { readonly kind: "executed"; readonly figures: SlotFigures }
  | {
      readonly kind: "claimed";
      readonly index: number;
      readonly firstSlot: number;
      readonly lastSlot: number;
      readonly chunks: number;
      readonly gasUsed: bigint;
      readonly calldataBytes: number;
    }
  | { readonly kind: "finalised"; readonly index: number; readonly gasUsed: bigint }
  /** Somebody else's claim, judged: the next one builds on it, or waits until it has died. */
  | {
      readonly kind: "foreignClaim";
      readonly index: number;
      readonly author: string;
      readonly right: boolean;
    }
  /** The slot missed its deadline on L1; its receipts are broken. */
  | { readonly kind: "lost"; readonly slot: number; readonly envelopes: number }
  /** A reorganisation changed executed facts: the trace is run again from genesis. */
  | { readonly kind: "startedOver"; readonly slot: number }
  /** Something failed and is tried again. */
  | { readonly kind: "trouble"; readonly what: string; readonly error: unknown }
  /** Nothing more is done until a person has looked. */
  | { readonly kind: "halted"; readonly what: string; readonly error: unknown };
