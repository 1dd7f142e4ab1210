import { below, isZero, sized, viewOf } from "./bytes.ts";
import { INBOX, OFFSET, SIDE } from "./constants.ts";
import { EncodingError } from "./errors.ts";
import type { CancelTarget } from "./operation.ts";

/** An operation queued on L1, and the 32-byte word it is kept as (PROTOCOL.md §4, "Inbox operation"). */
export type InboxOperation = { readonly account: number; readonly queuedAt: number } & (
  | { readonly kind: "register" | "setSigner"; readonly signer: Uint8Array }
  | {
      readonly kind: "deposit" | "forcedWithdraw";
      readonly asset: number;
      readonly amount: number;
    }
  | ({ readonly kind: "forcedCancel" } & CancelTarget)
);

const INBOX_WORD_BYTES = 32;
const BODY = OFFSET.inboxBody;
const QUEUED_AT = OFFSET.inboxQueuedAt;

/**
 * Throws EncodingError for a word that L1 never queues: unknown kind, side above 1, non-zero unused bytes. Ranges are
 * not judged here; a u64 above 2^53−1 comes out as some number above it. `queuedAt` is in unix seconds.
 */
export function decodeInboxWord(word: Uint8Array): InboxOperation {
  const view = viewOf(sized("inbox word", word, INBOX_WORD_BYTES));
  const account = view.getUint32(OFFSET.inboxAccount);
  const queuedAt = view.getUint16(QUEUED_AT) * 2 ** 32 + view.getUint32(QUEUED_AT + 2);
  const kind = KIND_NAMES.get(view.getUint8(0));
  switch (kind) {
    case "register":
    case "setSigner":
      unusedFrom(word, BODY + 20);
      return { kind, account, queuedAt, signer: word.slice(BODY, BODY + 20) };
    case "deposit":
    case "forcedWithdraw": {
      unusedFrom(word, BODY + 9);
      const amount = Number(view.getBigUint64(BODY + 1));
      return { kind, account, queuedAt, asset: view.getUint8(BODY), amount };
    }
    case "forcedCancel": {
      unusedFrom(word, BODY + 13);
      const side = view.getUint8(BODY + 1);
      if (side !== SIDE.buy && side !== SIDE.sell) {
        throw new EncodingError("side of an inbox word", side, "0 or 1");
      }
      const target = {
        market: view.getUint8(BODY),
        side,
        tick: view.getUint32(BODY + 1) & 0xffffff,
        position: Number(view.getBigUint64(BODY + 5)),
      };
      return { kind, account, queuedAt, ...target };
    }
    case undefined:
      throw new EncodingError("kind of an inbox word", word[0], "1 … 5");
  }
}

/** 32 fresh bytes. Throws EncodingError for a field outside its width. */
export function encodeInboxWord(operation: InboxOperation): Uint8Array {
  const word = new Uint8Array(INBOX_WORD_BYTES);
  const view = viewOf(word);
  word[0] = INBOX[operation.kind];
  view.setUint32(OFFSET.inboxAccount, below("account", operation.account, 2 ** 32));
  const queuedAt = below("queuedAt", operation.queuedAt, 2 ** 48);
  view.setUint16(QUEUED_AT, Math.floor(queuedAt / 2 ** 32));
  view.setUint32(QUEUED_AT + 2, queuedAt % 2 ** 32);
  switch (operation.kind) {
    case "register":
    case "setSigner":
      word.set(sized("signer", operation.signer, 20), BODY);
      break;
    case "deposit":
    case "forcedWithdraw":
      word[BODY] = below("asset", operation.asset, 2 ** 8);
      view.setBigUint64(BODY + 1, BigInt(below("amount", operation.amount, 2 ** 53)));
      break;
    case "forcedCancel":
      view.setUint32(BODY + 1, below("tick", operation.tick, 2 ** 24));
      word[BODY] = below("market", operation.market, 2 ** 8);
      word[BODY + 1] = below("side", operation.side, 2);
      view.setBigUint64(BODY + 5, BigInt(below("position", operation.position, 2 ** 53)));
      break;
  }
  return word;
}

type InboxKind = keyof typeof INBOX;
const KIND_NAMES = new Map<number, InboxKind>(
  Object.entries(INBOX).map(([name, number]) => [number, name as InboxKind]),
);

function unusedFrom(word: Uint8Array, offset: number): void {
  const unused = word.subarray(offset, QUEUED_AT);
  if (!isZero(unused)) throw new EncodingError("unused bytes of an inbox word", unused, "zeros");
}
