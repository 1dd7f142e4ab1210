import { concatHex, type Hex, keccak256, toRlp } from "viem";
import { L1WrongAnswer } from "./errors.ts";

/**
 * Receipts as a block commits to them. A log that is in no receipt under the header's receiptsRoot was never emitted,
 * whoever says so.
 */

export interface ReceiptLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface BlockReceipt {
  readonly type: number;
  readonly succeeded: boolean;
  readonly cumulativeGasUsed: bigint;
  readonly logsBloom: Hex;
  readonly logs: readonly ReceiptLog[];
}

/** Reads what eth_getBlockReceipts gives. Throws L1WrongAnswer. */
export function parseReceipts(raw: unknown): BlockReceipt[] {
  if (!Array.isArray(raw)) throw new L1WrongAnswer("block's receipts", raw, "a list");
  try {
    return raw.map((entry) => ({
      type: Number(entry.type ?? 0),
      succeeded: Number(entry.status) === 1,
      cumulativeGasUsed: BigInt(entry.cumulativeGasUsed),
      logsBloom: entry.logsBloom,
      logs: entry.logs.map((log: ReceiptLog) => ({
        address: log.address.toLowerCase(),
        topics: [...log.topics],
        data: log.data,
      })),
    }));
  } catch (error) {
    throw new L1WrongAnswer("block's receipts", String(error), "receipts as EIP-658 has them");
  }
}

/** Root of the trie of a block's receipts, by their index. */
export function receiptsRoot(receipts: readonly BlockReceipt[]): Hex {
  return trieRoot(receipts.map(encodeReceipt));
}

function encodeReceipt(receipt: BlockReceipt): Hex {
  const body = toRlp([
    receipt.succeeded ? "0x01" : "0x",
    quantity(receipt.cumulativeGasUsed),
    receipt.logsBloom,
    receipt.logs.map((log) => [log.address, [...log.topics], log.data]),
  ]);
  return receipt.type === 0 ? body : concatHex([byte(receipt.type), body]);
}

const byte = (value: number): Hex => `0x${value.toString(16).padStart(2, "0")}`;

function quantity(value: bigint): Hex {
  if (value === 0n) return "0x";
  const digits = value.toString(16);
  return digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`;
}

/** A node of the trie: what its parent embeds if it encodes to less than 32 bytes, and hashes otherwise. */
type Rlp = Hex | Rlp[];

interface Entry {
  readonly path: readonly number[];
  readonly value: Hex;
}

function trieRoot(values: readonly Hex[]): Hex {
  const entries = values.map((value, index) => ({
    path: nibbles(toRlp(quantity(BigInt(index)))),
    value,
  }));
  return keccak256(toRlp(node(entries, 0) as never));
}

/** The node over entries that agree on the first `depth` nibbles; keys of a list never prefix one another. */
function node(entries: readonly Entry[], depth: number): Rlp {
  const [first] = entries;
  if (first === undefined) return "0x";
  if (entries.length === 1) return [compact(first.path.slice(depth), true), first.value];
  const shared = commonPrefix(entries, depth);
  if (shared > depth) {
    return [compact(first.path.slice(depth, shared), false), child(node(entries, shared))];
  }
  const children = Array.from({ length: 16 }, (_, nibble) =>
    child(
      node(
        entries.filter(({ path }) => path[depth] === nibble),
        depth + 1,
      ),
    ),
  );
  return [...children, "0x"];
}

function child(content: Rlp): Rlp {
  if (content === "0x") return "0x";
  const encoded = toRlp(content as never) as Hex;
  return encoded.length - 2 < 64 ? content : keccak256(encoded);
}

function commonPrefix(entries: readonly Entry[], depth: number): number {
  const path = entries[0]?.path ?? [];
  let length = depth;
  while (length < path.length && entries.every((entry) => entry.path[length] === path[length])) {
    length++;
  }
  return length;
}

/** Nibbles packed into bytes behind a flag of parity and of being a leaf. */
function compact(path: readonly number[], leaf: boolean): Hex {
  const flag = (leaf ? 2 : 0) + (path.length % 2);
  const padded = path.length % 2 === 0 ? [flag, 0, ...path] : [flag, ...path];
  return `0x${padded.map((nibble) => nibble.toString(16)).join("")}`;
}

const nibbles = (hex: Hex): number[] =>
  [...hex.slice(2)].map((digit) => Number.parseInt(digit, 16));
