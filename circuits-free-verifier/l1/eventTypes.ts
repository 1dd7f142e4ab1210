import type { Deployment } from "#protocol/config";

/**
 * What Settlement tells (contracts/interfaces/IEvents.sol), as the code knows it: bytes as Uint8Array, addresses as
 * lower-case 0x text, wei as bigint, all else as safe integers.
 */
export type L1Event = Origin & Posted;

/** Where on L1 a log lies. */
export interface Origin {
  readonly blockNumber: number;
  readonly blockHash: string;
  /** Of the block, unix seconds. */
  readonly timestamp: number;
  /** Within the block. */
  readonly logIndex: number;
  readonly transactionHash: string;
}

export type Role = "sequencer" | "keyper" | "claimant";

export type Posted =
  | {
      readonly kind: "deployed";
      readonly challenger: string;
      readonly misconduct: string;
      readonly genesisRoot: Uint8Array;
      readonly deployment: Deployment;
    }
  | { readonly kind: "enqueued"; readonly index: number; readonly word: Uint8Array }
  | {
      readonly kind: "registered";
      readonly account: number;
      readonly owner: string;
      readonly signer: string;
    }
  | {
      readonly kind: "deposited";
      readonly account: number;
      readonly asset: number;
      /** Who paid. */
      readonly from: string;
      /** Units. */
      readonly amount: number;
    }
  | {
      readonly kind: "withdrawn";
      readonly account: number;
      readonly asset: number;
      readonly to: string;
      /** Units. */
      readonly amount: number;
    }
  | { readonly kind: "owed"; readonly party: string; readonly value: bigint }
  | { readonly kind: "collected"; readonly party: string; readonly value: bigint }
  | {
      readonly kind: "keySetRegistered";
      readonly first: number;
      readonly root: Uint8Array;
      readonly signatures: Uint8Array;
    }
  | {
      readonly kind: "sealed";
      readonly slot: number;
      /** The slot sealed before. */
      readonly prev: number;
      /** The slot certified before. */
      readonly parent: number;
      readonly inboxEnd: number;
      readonly root: Uint8Array;
      readonly count: number;
      /** Σ (m u8 ‖ envelope) */
      readonly envelopes: Uint8Array;
      readonly certificate: Uint8Array;
    }
  | {
      readonly kind: "emptySealed";
      readonly slot: number;
      readonly prev: number;
      readonly inboxEnd: number;
    }
  | {
      readonly kind: "revealed";
      readonly slot: number;
      readonly key: Uint8Array;
      readonly shareAddresses: Uint8Array;
      readonly proof: readonly Uint8Array[];
    }
  | { readonly kind: "voided"; readonly slot: number }
  | {
      readonly kind: "claimed";
      readonly index: number;
      readonly author: string;
      readonly hash: Uint8Array;
      readonly claim: Claim;
      /** Σ (records length u16 ‖ root 32 ‖ records) */
      readonly chunks: Uint8Array;
      /** Cursor leaf of the claim's last state. */
      readonly cursor: Uint8Array;
      readonly proof: readonly Uint8Array[];
    }
  | {
      readonly kind: "finalised";
      readonly index: number;
      readonly stateRoot: Uint8Array;
      readonly slot: number;
    }
  | {
      readonly kind: "killed";
      readonly index: number;
      readonly author: string;
      readonly beneficiary: string;
      readonly generation: number;
    }
  | {
      readonly kind: "swept";
      readonly from: number;
      readonly author: string;
      readonly generation: number;
    }
  | {
      readonly kind: "bondPosted";
      readonly role: Role;
      readonly party: string;
      readonly value: bigint;
    }
  | {
      readonly kind: "bondReleased";
      readonly role: Role;
      readonly party: string;
      readonly value: bigint;
    }
  | {
      readonly kind: "bondSlashed";
      readonly role: Role;
      readonly party: string;
      readonly beneficiary: string;
      readonly value: bigint;
      readonly reward: bigint;
    }
  | { readonly kind: "retired"; readonly lastSlot: number }
  | { readonly kind: "frozen"; readonly lastSlot: number }
  | {
      readonly kind: "exitFixed";
      readonly index: number;
      readonly stateRoot: Uint8Array;
      /** Inbox operations from here on are not in that state. */
      readonly inboxCursor: number;
    }
  | {
      readonly kind: "exited";
      readonly account: number;
      readonly asset: number;
      readonly to: string;
      /** Units. */
      readonly amount: number;
      /** What was paid: a leaf of the exit root by its generalised index, or a deposit by its index in the inbox. */
      readonly source: "leaf" | "deposit";
      readonly place: number;
    };

/** A slice of the trace, as contracts/types/Claim.sol has it. */
export interface Claim {
  readonly index: number;
  readonly generation: number;
  readonly parentHash: Uint8Array;
  readonly chunkRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly chunkCount: number;
  readonly slot: number;
  readonly atStart: boolean;
  /** Unix seconds. */
  readonly postedAt: number;
  readonly author: string;
  /** 1 + the market whose auction runs where the claim ends; 0 if none does. */
  readonly auction: number;
  /** The claim that holds that auction's Clear: index, unix seconds, author; zero if none runs. */
  readonly clearIndex: number;
  readonly clearAt: number;
  readonly clearBy: string;
}

export type EventOf<K extends L1Event["kind"]> = Extract<L1Event, { readonly kind: K }>;
