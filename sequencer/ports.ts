import type { Claim } from "#l1/eventTypes";
import type { Facts } from "#protocol/facts";
import type { SlotKeys } from "#protocol/keySet";
import type { Queued } from "./batching.ts";
import type { Accepted, Certified, Closed, SlotLog } from "./log.ts";

/** Everything outside that the sequencer depends on. Tests and simulations replace nothing else. */

/** The sequencer's time; it should agree with L1's to within inboxDelay. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls `run` once, about `afterMs` from now. The result cancels it. */
  wake(afterMs: number, run: () => void): () => void;
}

/** The log. Every method that writes is durable when it returns, and throws StoreError if it is not. */
export interface Log {
  /** Slots not executed yet and the last ones that are, by rising number. */
  openSlots(): SlotLog[];
  accept(entries: readonly Accepted[]): void;
  close(entry: Closed): void;
  certify(entry: Certified): void;
}

/** At once from keypers in this process, later from others. */
export type Answer<T> = T | Promise<T>;

/** What the keypers do for the sequencer. All methods may be asked again for the same thing and answer the same. */
export interface Keys {
  /** The public key of a slot, of the key set that begins at `keySet`; undefined where the keypers hold none. */
  batchKey(keySet: number, slot: number): BatchKey | undefined;
  /** What proves that key to clients: the slot's leaf and its siblings in the key set that begins at `keySet`. */
  proveKey(keySet: number, slot: number): KeyProof | undefined;
  /**
   * A certificate for the slot (PROTOCOL.md §4).
   */
  certify(request: CertifyRequest): Answer<Uint8Array>;
  /** What `reveal` posts; given only against a good certificate. */
  open(keySet: number, certified: CertifiedSlot): Answer<SlotOpening>;
  /**
   * The key set that begins at slot `first`, or at a later one where there is none, made if need be, with the
   * signatures that register it.
   */
  keySet(first: number): Answer<SignedKeySet>;
  /** Whether what one of these threw may go well later; everything else needs a person. */
  mayPass(error: unknown): boolean;
}

export interface BatchKey {
  /** Y, compressed, 33 bytes: what clients seal to. */
  readonly point: Uint8Array;
  /** address(Y), 20 bytes. */
  readonly address: Uint8Array;
}

export interface KeyProof {
  readonly keys: SlotKeys;
  readonly proof: readonly Uint8Array[];
}

export interface CertifyRequest {
  readonly slot: number;
  readonly root: Uint8Array;
  /** The slot certified before; 0 if none. */
  readonly parent: number;
  /** In sealed order. */
  readonly envelopes: readonly Uint8Array[];
}

/** What a certificate says, and the certificate. */
export interface CertifiedSlot {
  readonly slot: number;
  readonly root: Uint8Array;
  readonly parent: number;
  readonly certificate: Uint8Array;
}

export interface SlotOpening {
  /** The slot's scalar, 32 bytes. */
  readonly x: Uint8Array;
  /** Of each share's public point, 20 bytes each. */
  readonly shareAddresses: readonly Uint8Array[];
  /** Siblings from the slot's leaf to the key set's root. */
  readonly proof: readonly Uint8Array[];
}

export interface SignedKeySet {
  readonly first: number;
  readonly root: Uint8Array;
  readonly signatures: Uint8Array;
}

/** A sealed slot as far as publishing goes. */
export interface SealView {
  readonly slot: number;
  readonly certified: boolean;
  readonly count: number;
  /** Unix seconds. */
  readonly sealedAt: number;
  readonly key: "none" | "revealed" | "void";
}

/** The newest claim that stands; index 0 is genesis. */
export interface TipView {
  readonly index: number;
  /** That the next claim is posted in. */
  readonly generation: number;
  /** Chunks in all claims that stand: where in the trace the next claim begins. */
  readonly chunks: number;
  readonly stateRoot: Uint8Array;
}

/** A claim that stands and is not final. */
export interface ClaimView {
  /** The same object in every view. */
  readonly claim: Claim;
  /** Chunks of the trace before it and up to its end. */
  readonly from: number;
  readonly to: number;
  /** As posted, if by somebody else. */
  readonly posted: Uint8Array | undefined;
}

/** A final claim, and the first one from there on that ends at Start, with which it became final. */
export interface FinalClaimView {
  readonly claim: Claim;
  readonly start: Claim;
}

/** The newest claim at Start that may be made final now. */
export interface FinalisableView {
  readonly index: number;
  readonly generation: number;
}

/** What L1 said when it was last asked; a snapshot that does not change. */
export interface L1View {
  /** Unix seconds of its newest block. */
  readonly headTime: number;
  /** Clock milliseconds at which the question that this answers was put. */
  readonly askedAt: number;
  /** Reorganisations seen so far that took back something told before. */
  readonly reorganisations: number;
  readonly lastSealed: number;
  readonly lastCertified: number;
  /** Last slot that may be certified: the sequencer has retired if it is not 2^32−1. */
  readonly lastSlot: number;
  /** Of slots that are not final yet. */
  readonly sealOf: (slot: number) => SealView | undefined;
  /** Sealed slots with envelopes but neither key nor void. */
  readonly unopened: readonly SealView[];
  /** Inbox operations not yet taken in by a seal start here. */
  readonly inboxCursor: number;
  readonly queued: readonly Queued[];
  /** First slot of the registered key set that holds a key for `slot`. */
  readonly keySetOf: (slot: number) => number | undefined;
  /** First slot beyond all registered key sets. */
  readonly keySetsEnd: number;
  readonly tip: TipView;
  /** By rising index, up to the tip. */
  readonly standing: readonly ClaimView[];
  readonly finalisable: FinalisableView | undefined;
  readonly finalisedIndex: number;
  /** Chunks in the finalised claims. */
  readonly finalisedChunks: number;
  /** Slot and root of the newest finalised claim. */
  readonly finalisedSlot: number;
  readonly finalisedRoot: Uint8Array;
  /** Undefined while that is genesis. */
  readonly finalisedClaim: Claim | undefined;
  /** The final claim that holds the last of so many chunks of the trace. */
  readonly finalClaimOf: (chunksEnd: number) => FinalClaimView | undefined;
  /** Whether a claim that held the slot was killed or swept. */
  readonly wasChallenged: (slot: number) => boolean;
}

/** Something to have on L1. Its key names it for ever: asked twice, it is sent once. */
export type L1Action =
  | { readonly kind: "keySet"; readonly keySet: SignedKeySet }
  | {
      readonly kind: "seal";
      readonly slot: number;
      readonly parent: number;
      readonly inboxEnd: number;
      readonly envelopes: readonly Uint8Array[];
      readonly certificate: Uint8Array;
    }
  | { readonly kind: "reveal"; readonly slot: number; readonly opening: SlotOpening }
  | { readonly kind: "void"; readonly slot: number }
  | {
      readonly kind: "claim";
      readonly generation: number;
      readonly index: number;
      readonly chunks: Uint8Array;
      readonly cursor: Uint8Array;
      readonly proof: readonly Uint8Array[];
    }
  | { readonly kind: "finalise"; readonly generation: number; readonly index: number };

/** As much of an action as its name is made of. */
export type NamedAction =
  | { readonly kind: "keySet"; readonly keySet: { readonly first: number } }
  | { readonly kind: "seal" | "reveal" | "void"; readonly slot: number }
  | { readonly kind: "claim" | "finalise"; readonly generation: number; readonly index: number };

export interface Posted {
  readonly key: string;
  readonly gasUsed: bigint;
  readonly calldataBytes: number;
}

export interface L1 {
  /**
   * Looks at L1 anew. `facts` below follows, `confirmations` blocks behind.
   * @throws what `mayPass` judges
   */
  refresh(): Promise<L1View>;
  /** What execution may rely on. */
  readonly facts: Facts;
  /** Sends it, or goes on with an earlier sending, and waits until it is mined. */
  perform(action: L1Action): Promise<Posted>;
  /** Whether an action of this name was ever sent and not forgotten. */
  wasSent(action: NamedAction): boolean;
  /** Forgets what is needed no more: of slots up to `slot` and claims up to `index`, which are final. */
  forget(slot: number, index: number): void;
  /** Whether what `refresh` or `perform` threw may go well later; everything else needs a person. */
  mayPass(error: unknown): boolean;
}
