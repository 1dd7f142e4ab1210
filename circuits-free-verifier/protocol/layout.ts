import {
  ACCOUNT_DEPTH,
  ASSET_DEPTH,
  ERA_SLOTS,
  HEADER_DEPTH,
  MARKET_DEPTH,
  RING_DEPTH,
  RING_SIZE,
  SIDE,
  type Side,
  TICK_BITS,
  TICK_LIMIT,
} from "./constants.ts";

/**
 * Generalised indices of the state tree (PROTOCOL.md §3). The root is 1, the children of g are 2g and 2g+1;
 * every index is a safe integer, so plain arithmetic is exact where bit operators would not be.
 */

const HEADER = 4;
const ACCOUNTS = 5;
const MARKETS = 6;
const EXPIRING = 7;

const header = (leaf: number): number => HEADER * 2 ** HEADER_DEPTH + leaf;
export const CURSOR_LEAF = header(0);
export const ENVELOPE_ROOT_LEAF = header(1);
export const INPUTS_LEAF = header(2);
export const KEY_LEAF = header(3);
export const AUCTION_LEAF = header(4);
export const PRICE_LEAF = header(5);
export const PARAMETERS_LEAF = header(6);

const account = (index: number): number => ACCOUNTS * 2 ** ACCOUNT_DEPTH + index;
const market = (index: number): number => MARKETS * 2 ** MARKET_DEPTH + index;
const level = (marketIndex: number, side: Side, key: number): number =>
  sideNode(marketIndex, side) * 2 * 2 ** TICK_BITS + key;

export const signerLeaf = (index: number): number => account(index) * 2;
export const balanceLeaf = (index: number, asset: number): number =>
  (account(index) * 2 + 1) * 2 ** ASSET_DEPTH + asset;

export const paramsLeaf = (index: number): number => market(index) * 4;
export const lastLeaf = (index: number): number => market(index) * 4 + 1;
const sideNode = (index: number, side: Side): number => market(index) * 4 + 2 + side;

/** Where a side's bitmap of non-empty levels is rooted. */
export const sideBitmap = (index: number, side: Side): number => sideNode(index, side) * 2 + 1;
export const levelLeaf = (index: number, side: Side, key: number): number =>
  level(index, side, key) * 2;
export const orderLeaf = (index: number, side: Side, key: number, position: number): number =>
  (level(index, side, key) * 2 + 1) * 2 ** RING_DEPTH + (position % RING_SIZE);

/** Orders a side from best to worst: the tick of an ask, the mirrored tick of a bid. Its own inverse. */
export const levelKey = (side: Side, tick: number): number =>
  side === SIDE.buy ? TICK_LIMIT - 1 - tick : tick;

/** Table of the era that `slot` lies in; eras alternate between two. */
export const expiryTable = (slot: number): number =>
  EXPIRING * 2 + (Math.floor(slot / ERA_SLOTS) % 2);
export const expiryBitmap = (table: number): number => table * 2 + 1;
export const expiryCountLeaf = (slot: number): number =>
  expiryTable(slot) * 2 * ERA_SLOTS + (slot % ERA_SLOTS);

/** A bitmap's three storeys of 256-bit words: 4096 words, 16 words, one word. */
export const bitmapLow = (root: number, word: number): number => root * 2 * 4096 + word;
export const bitmapMiddle = (root: number, word: number): number => (root * 4 + 2) * 16 + word;
export const bitmapTop = (root: number): number => root * 4 + 3;
