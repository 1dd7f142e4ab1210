import {
  ACCOUNT_DEPTH,
  ASSET_DEPTH,
  ERA_SLOTS,
  HEADER_DEPTH,
  RING_SIZE,
  type Side,
  TICK_LIMIT,
} from "#protocol/constants";
import {
  balanceLeaf,
  bitmapLow,
  bitmapMiddle,
  bitmapTop,
  CURSOR_LEAF,
  expiryBitmap,
  levelKey,
  levelLeaf,
  orderLeaf,
  paramsLeaf,
  sideBitmap,
  signerLeaf,
} from "#protocol/layout";
import { depthOf } from "#protocol/tree";

/** What a leaf of the state is, from its generalised index alone: the inverse of protocol/layout.ts. */

export const HEADER_LEAVES = [
  "cursor",
  "envelopeRoot",
  "inputs",
  "key",
  "auction",
  "price",
  "parameters",
  "unused",
] as const;

export type LeafName =
  | { readonly kind: "header"; readonly leaf: (typeof HEADER_LEAVES)[number] }
  | { readonly kind: "signer"; readonly account: number }
  | { readonly kind: "balance"; readonly account: number; readonly asset: number }
  | { readonly kind: "params" | "last"; readonly market: number }
  | {
      readonly kind: "level";
      readonly market: number;
      readonly side: Side;
      readonly tick: number;
    }
  | {
      readonly kind: "order";
      readonly market: number;
      readonly side: Side;
      readonly tick: number;
      /** Modulo the ring's size. */
      readonly position: number;
    }
  | ({
      readonly kind: "ticks";
      readonly market: number;
      readonly side: Side;
    } & BitmapWord)
  | {
      readonly kind: "expiryCount";
      readonly table: number;
      /** Modulo the slots of an era. */
      readonly slot: number;
    }
  | ({ readonly kind: "expirySlots"; readonly table: number } & BitmapWord);

/** A 256-bit word of a bitmap; storey 0 holds the keys themselves. */
interface BitmapWord {
  readonly storey: 0 | 1 | 2;
  readonly word: number;
}

/** Undefined where no leaf of the state lies at `gindex`. */
export function nameLeaf(gindex: number): LeafName | undefined {
  switch (ancestor(gindex, 2)) {
    case 4:
      return headerName(gindex);
    case 5:
      return accountName(gindex);
    case 6:
      return marketName(gindex);
    case 7:
      return expiryName(gindex);
    default:
      return undefined;
  }
}

/** The node above `gindex` at a depth; 0 where `gindex` is not as deep. */
function ancestor(gindex: number, depth: number): number {
  const below = depthOf(gindex) - depth;
  return below < 0 ? 0 : Math.floor(gindex / 2 ** below);
}

function headerName(gindex: number): LeafName | undefined {
  const leaf = HEADER_LEAVES[gindex - CURSOR_LEAF];
  return gindex < CURSOR_LEAF + 2 ** HEADER_DEPTH && leaf !== undefined
    ? { kind: "header", leaf }
    : undefined;
}

function accountName(gindex: number): LeafName | undefined {
  const depth = depthOf(gindex);
  const account = ancestor(gindex, ACCOUNT_DEPTH + 2) - signerLeaf(0) / 2;
  if (gindex === signerLeaf(account)) return { kind: "signer", account };
  const asset = gindex - balanceLeaf(account, 0);
  const inBalances = depth === depthOf(balanceLeaf(0, 0)) && asset >= 0 && asset < 2 ** ASSET_DEPTH;
  return inBalances ? { kind: "balance", account, asset } : undefined;
}

const MARKET_NODE_DEPTH = depthOf(paramsLeaf(0)) - 2;

function marketName(gindex: number): LeafName | undefined {
  const market = ancestor(gindex, MARKET_NODE_DEPTH) - paramsLeaf(0) / 4;
  if (market < 0) return undefined;
  const child = ancestor(gindex, MARKET_NODE_DEPTH + 2) - paramsLeaf(market);
  if (child === 0 || child === 1) {
    if (gindex !== paramsLeaf(market) + child) return undefined;
    return { kind: child === 0 ? "params" : "last", market };
  }
  if (child !== 2 && child !== 3) return undefined;
  const side = (child - 2) as Side;
  const bitmap = sideBitmap(market, side);
  if (ancestor(gindex, depthOf(bitmap)) === bitmap) {
    const word = wordOf(gindex, bitmap);
    return word === undefined ? undefined : { kind: "ticks", market, side, ...word };
  }
  return bookName(gindex, market, side);
}

function bookName(gindex: number, market: number, side: Side): LeafName | undefined {
  const first = levelLeaf(market, side, 0) / 2;
  const key = ancestor(gindex, depthOf(first)) - first;
  if (key < 0 || key >= TICK_LIMIT) return undefined;
  const tick = levelKey(side, key);
  if (gindex === levelLeaf(market, side, key)) return { kind: "level", market, side, tick };
  const position = gindex - orderLeaf(market, side, key, 0);
  if (position < 0 || position >= RING_SIZE) return undefined;
  return { kind: "order", market, side, tick, position };
}

function expiryName(gindex: number): LeafName | undefined {
  const table = ancestor(gindex, 3);
  if (table === 0) return undefined;
  const bitmap = expiryBitmap(table);
  if (ancestor(gindex, depthOf(bitmap)) === bitmap) {
    const word = wordOf(gindex, bitmap);
    return word === undefined ? undefined : { kind: "expirySlots", table: table - 14, ...word };
  }
  const slot = gindex - table * 2 * ERA_SLOTS;
  if (slot < 0 || slot >= ERA_SLOTS) return undefined;
  return { kind: "expiryCount", table: table - 14, slot };
}

/** Which word of the bitmap rooted at `root`. */
function wordOf(gindex: number, root: number): BitmapWord | undefined {
  if (gindex === bitmapTop(root)) return { storey: 2, word: 0 };
  const low = gindex - bitmapLow(root, 0);
  if (low >= 0 && low < 4096) return { storey: 0, word: low };
  const middle = gindex - bitmapMiddle(root, 0);
  return middle >= 0 && middle < 16 ? { storey: 1, word: middle } : undefined;
}
