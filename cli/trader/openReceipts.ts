import { existsSync, readFileSync } from "node:fs";
import { decodeReceipt } from "#protocol/receipt";
import { readReceipts } from "../../claimant/receipts/file.ts";

/**
 * Receipts of a file for batches behind `lastSealed`: promises that L1 does not show yet.
 * @throws ReceiptsFileError
 */
export function openReceipts(file: string, lastSealed: number): { kept: number; open: number } {
  if (!existsSync(file)) return { kept: 0, open: 0 };
  const { kept } = readReceipts(readFileSync(file, "utf8"));
  const slots = kept.map(({ receipt }) => decodeReceipt(receipt)?.slot ?? 0);
  return { kept: kept.length, open: slots.filter((slot) => slot > lastSealed).length };
}
