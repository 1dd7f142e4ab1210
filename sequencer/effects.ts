import type { Refusal } from "#protocol/outcomes";
import type { Accepted, Certified, Closed } from "./log.ts";
import type { CertifiedSlot, L1View } from "./ports.ts";

/** What the sequencer is told. What was written to the log is told after it is on the disk. */
export type Event =
  | {
      readonly kind: "submit";
      /** Names the request; comes back with the answer. */
      readonly ticket: number;
      readonly slot: number;
      readonly envelope: Uint8Array;
    }
  | { readonly kind: "accepted"; readonly entries: readonly Ticketed[] }
  /** They could not be written: nothing was promised, and their room is free again. */
  | { readonly kind: "notAccepted"; readonly entries: readonly Ticketed[] }
  | { readonly kind: "closed"; readonly entry: Closed }
  | { readonly kind: "certified"; readonly entry: Certified }
  | { readonly kind: "writeFailed" }
  /** The slot and all before it. */
  | { readonly kind: "executed"; readonly slot: number }
  | { readonly kind: "l1"; readonly view: L1View }
  /** Something cannot be repaired without a person: no more receipts. */
  | { readonly kind: "halted" }
  | { readonly kind: "turn" };

export interface Ticketed {
  readonly ticket: number;
  readonly entry: Accepted;
}

/** What the sequencer wants done. Asked again at each turn until it is; doing it twice must do no harm. */
export type Effect =
  | { readonly kind: "refuse"; readonly ticket: number; readonly refusal: Refusal }
  /** Write, then tell `accepted`. */
  | ({ readonly kind: "accept" } & Ticketed)
  /** The envelope is on the disk: sign its receipt. */
  | ({ readonly kind: "receipt" } & Ticketed)
  /** Write, then tell `closed`. */
  | { readonly kind: "close"; readonly entry: Closed }
  /** Ask the keypers, write, then tell `certified`. */
  | {
      readonly kind: "certify";
      readonly slot: number;
      readonly root: Uint8Array;
      readonly parent: number;
      readonly envelopes: readonly Uint8Array[];
    }
  | {
      readonly kind: "seal";
      readonly entry: Certified;
      readonly inboxEnd: number;
      readonly envelopes: readonly Uint8Array[];
    }
  | { readonly kind: "reveal"; readonly certified: CertifiedSlot; readonly keySet: number }
  | { readonly kind: "void"; readonly slot: number }
  | { readonly kind: "registerKeys"; readonly first: number }
  /** The slot missed its deadline on L1 and can never be sealed. */
  | { readonly kind: "lost"; readonly slot: number; readonly envelopes: number };
