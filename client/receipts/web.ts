import { BadRequest } from "../errors.ts";
import { headLine, type ReceiptStore, type ReceiptsHead, receiptLine } from "./store.ts";

/** What is needed of a browser's storage. */
export interface WebStorage {
  /** What is kept under a name; null if nothing is. */
  getItem(key: string): string | null;
  /** Keeps a text under a name, or throws. */
  setItem(key: string, value: string): void;
}

const KEY = "walras.receipts";
/** Of a key; browsers keep some five million characters for a page. */
const MOST_RECEIPTS = 1_500;

/**
 * Receipts in the browser's localStorage, for each exchange and its chain: the newest 1,500. Their text can be saved as a file for
 * `walras receipt check`.
 * @param storage instead of the browser's
 * @throws BadRequest where there is no storage
 *
 * @example
 * ```ts
 * import { createWalrasClient, webReceipts } from "walras";
 * import { http } from "viem";
 * import { foundry } from "viem/chains";
 *
 * const receipts = webReceipts();
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", receipts });
 * ```
 */
export function webReceipts(storage: WebStorage | undefined = browserStorage()): ReceiptStore {
  if (storage === undefined) {
    throw new BadRequest("webReceipts", "no localStorage", "a browser that keeps things");
  }
  const linesOf = (head: ReceiptsHead): string[] => {
    const text = storage.getItem(keyOf(head)) ?? "";
    return text === "" ? [] : text.split("\n");
  };
  return {
    keep(head, kept) {
      const lines = [...linesOf(head), receiptLine(kept)].slice(-MOST_RECEIPTS);
      storage.setItem(keyOf(head), lines.join("\n"));
    },
    text: (head) => `${[headLine(head), ...linesOf(head)].join("\n")}\n`,
  };
}

const keyOf = ({ chainId, settlement }: ReceiptsHead): string => `${KEY}.${chainId}.${settlement}`;

/** Looking is enough to throw where a page may keep nothing. */
function browserStorage(): WebStorage | undefined {
  try {
    return (globalThis as { readonly localStorage?: WebStorage }).localStorage;
  } catch {
    return undefined;
  }
}
