import type { Side } from "#protocol/constants";
import type { Outcome } from "#protocol/outcomes";
import type { AuctionRecord, EnvelopeRecord, EventRecord, OrderRecord } from "./history.ts";

/** What a slot adds to the history, before it has ids. */
export interface SlotHistory {
  readonly voided: boolean;
  readonly events: readonly EventRow[];
  readonly auctions: readonly AuctionRow[];
  readonly envelopes: readonly Omit<EnvelopeRecord, "slot">[];
  /** Whose balances, orders or signer changed, rising. */
  readonly accounts: readonly number[];
  /** 20 bytes by account. */
  readonly signers: ReadonlyMap<number, Uint8Array>;
  /** By how much the units that an account's orders lock change, by asset. */
  readonly locked: readonly { readonly account: number; readonly asset: number; amount: number }[];
  /** By how much an account's count of open orders changes. */
  readonly open: ReadonlyMap<number, number>;
}

/** What figures do not tell of an auction. */
export type AuctionRow = Pick<
  AuctionRecord,
  "market" | "lastTick" | "bids" | "asks" | "truncated" | "rationed"
>;

/** As the table `event` has it; an order's expiry goes with the event that places it. */
export interface EventRow {
  readonly account: number;
  readonly kind: EventRecord["kind"];
  readonly forced: boolean;
  readonly outcome: Outcome;
  readonly asset?: number;
  readonly amount?: number;
  readonly market?: number;
  readonly side?: Side;
  readonly tick?: number;
  readonly position?: number;
  readonly lots?: number;
  readonly price?: number;
  readonly fee?: number;
  readonly expiry?: number;
  /** Of a fill: whether nothing of the order is left. */
  readonly whole?: boolean;
}

/** Numbered as the tables have them. */
export const EVENT_KINDS = [
  "registered",
  "signerSet",
  "deposited",
  "withdrawn",
  "placed",
  "cancelled",
  "filled",
  "expired",
  "rejected",
] as const satisfies readonly EventRecord["kind"][];

export const EVENT_NUMBERS = Object.fromEntries(
  EVENT_KINDS.map((kind, number) => [kind, number]),
) as Readonly<Record<EventRecord["kind"], number>>;

/** Numbered as the tables have them; 0: open. */
export const ENDINGS = [
  undefined,
  "filled",
  "cancelled",
  "expired",
] as const satisfies readonly OrderRecord["ended"][];
