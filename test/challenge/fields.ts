import { depthOf, type Leaf, makeLeaf } from "#protocol/tree";
import { wordsOf } from "#protocol/words";

/** Every field of every leaf (PROTOCOL.md §3), found from a generalised index, so that each can be lied about. */

type Field = readonly [name: string, word: number, add: number];

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  cursor: [
    ["slot", 0, 1],
    ["phase", 1, 1],
    ["market", 1, 256],
    ["i", 2, 1],
    ["j", 3, 1],
    ["inboxCursor", 4, 1],
    ["inboxCursor, high word", 5, 1],
    ["era", 6, 1],
  ],
  envelopeRoot: [["root", 7, 1]],
  inputs: [
    ["count", 0, 1],
    ["flags", 1, 1],
    ["inboxEnd", 2, 1],
  ],
  key: [["x", 7, 1]],
  auction: [
    ["bidLeft", 0, 1],
    ["askLeft", 2, 1],
    ["volume", 4, 1],
  ],
  price: [
    ["tick", 0, 1],
    ["lastBid", 1, 1],
    ["lastAsk", 2, 1],
    ["fee", 4, 1],
  ],
  parameters: [
    ["operationFee", 0, 1],
    ["stepsPerRoot", 2, 1],
    ["marketCount", 3, 1],
    ["assetCount", 4, 1],
  ],
  signer: [["address", 4, 1]],
  balance: [
    ["available", 0, 1],
    ["available, high word", 1, 1],
    ["withdrawn", 2, 1],
    ["an unused word", 5, 1],
  ],
  market: [
    ["base", 0, 1],
    ["quote", 0, 256],
    ["feeBps", 0, 65_536],
    ["bandBps", 1, 1],
    ["minLots", 2, 1],
    ["baseUnit", 4, 1],
    ["quoteUnit", 6, 1],
  ],
  last: [["tick", 0, 1]],
  level: [
    ["head", 0, 1],
    ["tail", 2, 1],
    ["total", 4, 1],
  ],
  order: [
    ["account", 0, 1],
    ["lots", 1, 1],
    ["slot", 2, 1],
    ["expiry", 3, 1],
  ],
  expiry: [["count", 0, 1]],
  bitmap: [["a key", 3, 8]],
};

const HEADER = ["cursor", "envelopeRoot", "inputs", "key", "auction", "price", "parameters"];

/** Depths at which leaves lie below accounts (5), markets (6) and expiring (7). */
const BELOW: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  5: { 27: "signer", 33: "balance" },
  6: { 32: "level", 48: "order", 13: "bitmap", 17: "bitmap", 24: "bitmap" },
  7: { 24: "expiry", 6: "bitmap", 10: "bitmap", 17: "bitmap" },
};

/** What kind of leaf lies there. */
export function leafKind(gindex: number): string {
  const depth = depthOf(gindex);
  const top = Math.floor(gindex / 2 ** (depth - 2));
  if (top === 4) return HEADER[gindex % 8] ?? "";
  if (top === 6 && depth === 10) return gindex % 2 === 0 ? "market" : "last";
  const kind = BELOW[top]?.[depth];
  if (kind === undefined) throw new RangeError(`no leaf lies at ${gindex}`);
  return kind;
}

/** The leaf with each of its fields changed in turn. */
export function changedLeaves(gindex: number, leaf: Leaf): { name: string; leaf: Leaf }[] {
  const kind = leafKind(gindex);
  return (FIELDS[kind] ?? []).map(([field, word, add]) => {
    const words = [...wordsOf(leaf)];
    words[word] = ((words[word] ?? 0) + add) | 0;
    return { name: `${kind}: ${field}`, leaf: makeLeaf(...words) };
  });
}
