import { describe, expect, test } from "vitest";
import { toHex } from "#protocol/bytes";
import {
  headLine,
  type KeptReceipt,
  ReceiptsFileError,
  readReceipts,
  receiptLine,
} from "../../claimant/receipts/file.ts";

const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const HEAD = { chainId: 31_337, settlement: `0x${"ab".repeat(20)}` };
const keys = {
  batchKey: filled(20, 1),
  shares: [filled(20, 2), filled(20, 3)],
  proof: Array.from({ length: 10 }, (_, n) => filled(32, n)),
};
const whole: KeptReceipt = { receipt: filled(107, 4), envelope: filled(120, 5), keys };
const head = headLine(HEAD);

describe("a receipts file", () => {
  test("reads back what was written, with keys and without, blank lines passed over", () => {
    const bare = { ...whole, keys: undefined };
    const text = [head, receiptLine(whole), "", receiptLine(bare), ""].join("\n");
    expect(readReceipts(text)).toEqual({ head: HEAD, kept: [whole, bare] });
  });

  test("of a head alone holds no receipts", () => {
    expect(readReceipts(head).kept).toEqual([]);
  });

  const line = JSON.parse(receiptLine(whole));
  test.each([
    ["nothing", "", 1],
    ["no JSON", `${head}\n{`, 2],
    ["another kind of file", '{"walras":"proof","version":1}', 1],
    ["another version", head.replace('"version":1', '"version":2'), 1],
    ["an address of 19 bytes", head.replace("abab", "ab"), 1],
    [
      "a receipt of 106 bytes",
      `${head}\n${JSON.stringify({ ...line, receipt: toHex(filled(106, 4)) })}`,
      2,
    ],
    ["hex of odd length", `${head}\n${JSON.stringify({ ...line, envelope: "0x123" })}`, 2],
    [
      "an envelope beyond the longest",
      `${head}\n${JSON.stringify({ ...line, envelope: toHex(filled(1_025, 1)) })}`,
      2,
    ],
    [
      "nine siblings",
      `${head}\n${JSON.stringify({ ...line, keys: { ...line.keys, proof: line.keys.proof.slice(1) } })}`,
      2,
    ],
    ["no shares", `${head}\n${JSON.stringify({ ...line, keys: { ...line.keys, shares: [] } })}`, 2],
    ["an unknown field", `${head}\n${JSON.stringify({ ...line, more: 1 })}`, 2],
    ["a line without end", `${head}\n${" ".repeat(9_000)}x`, 2],
  ])("refuses %s and names the line", (_what, text, number) => {
    expect(() => readReceipts(text)).toThrow(ReceiptsFileError);
    expect(() => readReceipts(text)).toThrow(`line ${number} of the receipts`);
  });
});
