import type { Hex } from "../types.ts";

/** What the receipts are of. */
export interface ReceiptsHead {
  readonly chainId: number;
  /** Lower case. */
  readonly settlement: Hex;
}

/** A receipt with all that holds the sequencer to it. */
export interface KeptReceipt {
  /** 107 bytes. */
  readonly receipt: Hex;
  /** That it promises to seal. */
  readonly envelope: Hex;
  /** What proves the slot's key. */
  readonly keys: {
    readonly batchKey: Hex;
    readonly shares: readonly Hex[];
    readonly proof: readonly Hex[];
  };
}

/** Keeps receipts, in the form that `walras receipt check` reads: a head line and a line of JSON for each. */
export interface ReceiptStore {
  /** Keeps one receipt for good before it returns. */
  keep(head: ReceiptsHead, kept: KeptReceipt): void | Promise<void>;
  /** All that was kept of an exchange, as the text of a receipts file; with the head alone if there is nothing. */
  text(head: ReceiptsHead): string | Promise<string>;
}

const VERSION = 1;

/** First line of a receipts file. */
export const headLine = ({ chainId, settlement }: ReceiptsHead): string =>
  JSON.stringify({ walras: "receipts", version: VERSION, chainId, settlement });

/** Line of a receipt. */
export const receiptLine = ({ receipt, envelope, keys }: KeptReceipt): string =>
  JSON.stringify({ receipt, envelope, keys });
