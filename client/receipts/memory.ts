import { headLine, type ReceiptStore, receiptLine } from "./store.ts";

/** Far more than a day of one account's. */
const MOST_RECEIPTS = 100_000;

/**
 * Receipts in memory, the newest 100,000: gone with the process, so a trader who wants to hold the sequencer to its word keeps them
 * elsewhere.
 *
 * @example
 * ```ts
 * import { memoryReceipts } from "walras";
 *
 * const receipts = memoryReceipts();
 * const text = await receipts.text({ chainId: 1, settlement: "0x00000000000000000000000000000000000000aa" });
 * ```
 */
export function memoryReceipts(): ReceiptStore {
  const kept: { readonly head: string; readonly line: string }[] = [];
  return {
    keep(head, receipt) {
      kept.push({ head: headLine(head), line: receiptLine(receipt) });
      if (kept.length > MOST_RECEIPTS) kept.shift();
    },
    text(head) {
      const first = headLine(head);
      const lines = kept.flatMap((one) => (one.head === first ? [one.line] : []));
      return `${[first, ...lines].join("\n")}\n`;
    },
  };
}
