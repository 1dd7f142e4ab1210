import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toHex } from "#protocol/bytes";
import { readReceipts } from "../../claimant/receipts/file.ts";
import {
  BadRequest,
  type KeptReceipt,
  memoryReceipts,
  type ReceiptStore,
  webReceipts,
} from "../../client/index.ts";
import { fileReceipts } from "../../client/node.ts";

const head = { chainId: 31_337, settlement: `0x${"5e".repeat(20)}` } as const;
const other = { ...head, chainId: 1 };
const bytes = (length: number, fill: number) => toHex(new Uint8Array(length).fill(fill));
const kept = (n: number): KeptReceipt => ({
  receipt: bytes(107, n),
  envelope: bytes(120, n),
  keys: {
    batchKey: bytes(20, n),
    shares: [bytes(20, n)],
    proof: Array.from({ length: 10 }, () => bytes(32, n)),
  },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "walras-receipts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function storage() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

const stores: readonly (readonly [string, () => ReceiptStore])[] = [
  ["memory", () => memoryReceipts()],
  ["a file", () => fileReceipts(join(folder, "receipts.ndjson"))],
  ["a browser", () => webReceipts(storage())],
];

describe.each(stores)("receipts in %s", (_where, open) => {
  test("come back in order, as the receipts' checker reads them", async () => {
    const store = open();
    await Promise.all([1, 2, 3].map((n) => store.keep(head, kept(n))));
    const read = readReceipts(await store.text(head));
    expect(read.head).toEqual(head);
    expect(read.kept.map(({ receipt }) => toHex(receipt))).toEqual(
      [1, 2, 3].map((n) => kept(n).receipt),
    );
    expect(read.kept.map(({ keys }) => keys?.shares.map(toHex))).toEqual(
      [1, 2, 3].map((n) => [...kept(n).keys.shares]),
    );
  });

  test("are none of another exchange", async () => {
    const store = open();
    expect(readReceipts(await store.text(head)).kept).toEqual([]);
    await store.keep(head, kept(1));
    const text = await Promise.resolve(store.text(other)).catch((error: Error) => error);
    if (text instanceof Error) expect(text).toBeInstanceOf(BadRequest);
    else expect(readReceipts(text)).toEqual({ head: other, kept: [] });
  });
});

describe("a file of receipts", () => {
  const path = (): string => join(folder, "receipts.ndjson");

  test("is its owner's alone", async () => {
    await fileReceipts(path()).keep(head, kept(1));
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  test("is gone on with by the next process, also behind a line that a crash cut short", async () => {
    await fileReceipts(path()).keep(head, kept(1));
    appendFileSync(path(), '{"receipt":"0x00');
    await fileReceipts(path()).keep(head, kept(2));
    const lines = readFileSync(path(), "utf8").split("\n");
    expect(lines[2]).toBe('{"receipt":"0x00');
    expect(JSON.parse(lines[3] ?? "")).toEqual(kept(2));
  });

  test("takes no receipt of another exchange, and no other file's place", async () => {
    await fileReceipts(path()).keep(head, kept(1));
    await expect(fileReceipts(path()).keep(other, kept(2))).rejects.toThrow(BadRequest);
    const precious = join(folder, "diary.txt");
    writeFileSync(precious, "dear diary\n");
    await expect(fileReceipts(precious).keep(head, kept(1))).rejects.toThrow(BadRequest);
    expect(readFileSync(precious, "utf8")).toBe("dear diary\n");
  });
});

test("a browser without storage is told", () => {
  expect(() => webReceipts(undefined)).toThrow(BadRequest);
});

test("a browser keeps the newest 1,500", () => {
  const store = webReceipts(storage());
  for (let n = 0; n < 1_502; n++) void store.keep(head, kept(n % 256));
  expect(String(store.text(head)).trim().split("\n")).toHaveLength(1_501);
});
