import { toHex } from "#protocol/bytes";
import { PHASE, SIDE, type Side } from "#protocol/constants";
import { levelKey } from "#protocol/layout";
import {
  cursorOf,
  readAuction,
  readBalance,
  readExpiryCount,
  readInputs,
  readLast,
  readLevel,
  readMarket,
  readOrder,
  readParameters,
  readPrice,
} from "#protocol/leaves";
import type { StatePort } from "#protocol/state";
import { isZeroLeaf, type Leaf } from "#protocol/tree";
import { wordsOf } from "#protocol/words";
import { type LeafName, nameLeaf } from "./leafNames.ts";

/** Leaves for people: what a leaf is called, and its fields as they were and as they are. */

export interface LeafChange {
  readonly gindex: number;
  readonly before: Leaf;
  readonly after: Leaf;
}

export type Fields = Readonly<Record<string, string | number>>;

const PHASE_NAMES = new Map<number, string>(
  Object.entries(PHASE).map(([name, number]) => [number, name]),
);
const MOST_KEYS = 8;
const WORD_BITS = 256;

export const phaseName = (phase: number): string => PHASE_NAMES.get(phase) ?? `phase ${phase}`;
export const sideName = (side: Side): string => (side === SIDE.buy ? "bids" : "asks");

/** What a leaf is called: "account 5 balance of asset 1". */
export function leafTitle(gindex: number): string {
  const name = nameLeaf(gindex);
  switch (name?.kind) {
    case undefined:
      return "no leaf of the state";
    case "header":
      return `header ${name.leaf}`;
    case "signer":
      return `account ${name.account} signer`;
    case "balance":
      return `account ${name.account} balance of asset ${name.asset}`;
    case "params":
    case "last":
      return `market ${name.market} ${name.kind === "last" ? "last price" : "parameters"}`;
    case "level":
      return `market ${name.market} ${sideName(name.side)} level at tick ${name.tick}`;
    case "order":
      return `market ${name.market} ${sideName(name.side)} order at tick ${name.tick}, place ${name.position}`;
    case "ticks":
      return `market ${name.market} ${sideName(name.side)} ticks in use, ${wordTitle(name)}`;
    case "expiryCount":
      return `expiry table ${name.table} count of slot ${name.slot} modulo 2^20`;
    case "expirySlots":
      return `expiry table ${name.table} slots in use, ${wordTitle(name)}`;
  }
}

const wordTitle = ({ storey, word }: { storey: number; word: number }): string =>
  `storey ${storey} word ${word}`;

/** A leaf's fields; none for a leaf that is dead. */
export function leafFields(gindex: number, leaf: Leaf): Fields {
  const name = nameLeaf(gindex);
  const state: StatePort = { get: () => leaf, set: () => {} };
  switch (name?.kind) {
    case "header":
      return headerFields(name.leaf, leaf, state);
    case "signer":
      return { address: toHex(leaf.root.subarray(0, 20)) };
    case "balance": {
      const { available, withdrawn } = readBalance(state, 0, 0);
      return { available, withdrawn: withdrawn.toString() };
    }
    case "params":
      return { ...readMarket(state, 0) };
    case "last":
      return { tick: readLast(state, 0) };
    case "level":
      return { ...readLevel(state, 0, SIDE.buy, 0) };
    case "order":
      return { ...readOrder(state, 0, SIDE.buy, 0, 0) };
    case "ticks":
    case "expirySlots":
      return { set: keysText(name, leaf) };
    case "expiryCount":
      return { orders: readExpiryCount(state, 0) };
    case undefined:
      return { bytes: toHex(leaf.root) };
  }
}

function headerFields(
  leafName: Extract<LeafName, { kind: "header" }>["leaf"],
  leaf: Leaf,
  state: StatePort,
): Fields {
  switch (leafName) {
    case "cursor": {
      const cursor = cursorOf(leaf);
      return { ...cursor, phase: phaseName(cursor.phase) };
    }
    case "inputs": {
      const { count, certified, opened, inboxEnd } = readInputs(state);
      return { count, certified: String(certified), opened: String(opened), inboxEnd };
    }
    case "auction":
      return { ...readAuction(state) };
    case "price":
      return { ...readPrice(state) };
    case "parameters":
      return { ...readParameters(state) };
    case "envelopeRoot":
    case "key":
    case "unused":
      return { bytes: toHex(leaf.root) };
  }
}

/** The keys that a word of a bitmap holds, as ticks where it is a side's. */
function keysText(name: Extract<LeafName, { storey: number }>, leaf: Leaf): string {
  if (isZeroLeaf(leaf)) return "none";
  const words = wordsOf(leaf);
  const bits = Array.from({ length: WORD_BITS }, (_, bit) => bit).filter(
    (bit) => (((words[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 1,
  );
  const keys = bits.map((bit) => name.word * WORD_BITS + bit);
  const ticks = name.kind === "ticks" && name.storey === 0;
  const shown = ticks ? keys.map((key) => levelKey(name.side, key)) : keys;
  const rest = shown.length - MOST_KEYS;
  return shown.slice(0, MOST_KEYS).join(" ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** "available 100 → 90, withdrawn 0". */
export function changeText({ gindex, before, after }: LeafChange): string {
  const [was, is] = [leafFields(gindex, before), leafFields(gindex, after)];
  const labels = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  if (labels.length === 0) return "dead";
  return labels
    .map((label) => {
      const [a, b] = [was[label] ?? "–", is[label] ?? "–"];
      return a === b ? `${label} ${a}` : `${label} ${a} → ${b}`;
    })
    .join(", ");
}
