import { open } from "node:fs/promises";
import { BadRequest } from "../errors.ts";
import { headLine, type ReceiptStore, type ReceiptsHead, receiptLine } from "../receipts/store.ts";

/**
 * Receipts in a file that `walras receipt check` reads: appended to, on the disk before the call returns, and readable by its owner alone.
 * A file holds the receipts of one exchange.
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { fileReceipts } from "walras/node";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const receipts = fileReceipts("receipts.ndjson");
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", receipts });
 * ```
 */
export function fileReceipts(path: string): ReceiptStore {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {});
    return mine;
  };
  return {
    keep: (head, kept) => inTurn(() => append(path, head, receiptLine(kept))),
    text: (head) => inTurn(() => textOf(path, head)),
  };
}

const OWNER_ALONE = 0o600;
/** More than a head line has. */
const HEAD_BYTES = 512;

async function append(path: string, head: ReceiptsHead, line: string): Promise<void> {
  const file = await open(path, "a+", OWNER_ALONE);
  try {
    const { size } = await file.stat();
    if (size > 0) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      sameHead(path, buffer.toString("utf8", 0, bytesRead), head);
    }
    const cut = size > 0 && !(await endsLine(file, size));
    const first = size > 0 ? "" : `${headLine(head)}\n`;
    await file.appendFile(`${cut ? "\n" : ""}${first}${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A crash may have cut the last line short. */
async function endsLine(file: Awaited<ReturnType<typeof open>>, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === "\n".charCodeAt(0);
}

async function textOf(path: string, head: ReceiptsHead): Promise<string> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "ENOENT") throw error;
    return `${headLine(head)}\n`;
  }
  try {
    const text = await file.readFile("utf8");
    if (text === "") return `${headLine(head)}\n`;
    sameHead(path, text, head);
    return text;
  } finally {
    await file.close();
  }
}

function sameHead(path: string, text: string, head: ReceiptsHead): void {
  const [first = ""] = text.split("\n", 1);
  const expected = headLine(head);
  if (first !== expected) throw new BadRequest(`head of ${path}`, first, expected);
}
