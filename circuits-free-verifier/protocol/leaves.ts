import type { MarketParams } from "./config.ts";
import type { Phase, Side } from "./constants.ts";
import {
  AUCTION_LEAF,
  balanceLeaf,
  CURSOR_LEAF,
  expiryCountLeaf,
  INPUTS_LEAF,
  lastLeaf,
  levelLeaf,
  orderLeaf,
  PARAMETERS_LEAF,
  PRICE_LEAF,
  paramsLeaf,
} from "./layout.ts";
import type { StatePort } from "./state.ts";
import { type Leaf, makeLeaf, ZERO_LEAF } from "./tree.ts";
import { high32, highOf64, low32, lowOf64, u32, u53, u64 } from "./words.ts";

/** Typed leaves (PROTOCOL.md §3, "Leaves"). Each has a reader, and a writer where a step changes it. */

export interface Cursor {
  readonly slot: number;
  readonly phase: Phase;
  readonly market: number;
  /** Position in the order of application. */
  readonly i: number;
  /** Block within the envelope. */
  readonly j: number;
  readonly inboxCursor: number;
  readonly era: number;
}

export function cursorOf(leaf: Leaf): Cursor {
  return {
    slot: u32(leaf.h0),
    phase: (leaf.h1 & 0xff) as Phase,
    market: (leaf.h1 >>> 8) & 0xff,
    i: u32(leaf.h2),
    j: u32(leaf.h3),
    inboxCursor: u53(leaf.h4, leaf.h5),
    era: u32(leaf.h6),
  };
}

export const readCursor = (state: StatePort): Cursor => cursorOf(state.get(CURSOR_LEAF));

export function writeCursor(state: StatePort, c: Cursor): void {
  const place = c.phase | (c.market << 8);
  const leaf = makeLeaf(
    c.slot,
    place,
    c.i,
    c.j,
    low32(c.inboxCursor),
    high32(c.inboxCursor),
    c.era,
  );
  state.set(CURSOR_LEAF, leaf);
}

export interface Inputs {
  readonly count: number;
  readonly certified: boolean;
  /** A key was revealed: operations can be read. */
  readonly opened: boolean;
  readonly inboxEnd: number;
}

export function readInputs(state: StatePort): Inputs {
  const leaf = state.get(INPUTS_LEAF);
  return {
    count: u32(leaf.h0),
    certified: (leaf.h1 & 1) !== 0,
    opened: (leaf.h1 & 2) !== 0,
    inboxEnd: u53(leaf.h2, leaf.h3),
  };
}

export function writeInputs(state: StatePort, inputs: Inputs): void {
  const flags = (inputs.certified ? 1 : 0) | (inputs.opened ? 2 : 0);
  state.set(
    INPUTS_LEAF,
    makeLeaf(inputs.count, flags, low32(inputs.inboxEnd), high32(inputs.inboxEnd)),
  );
}

/** Lots still to fill on each side of the running auction, and its volume. */
export interface Auction {
  readonly bidLeft: number;
  readonly askLeft: number;
  readonly volume: number;
}

export function readAuction(state: StatePort): Auction {
  const leaf = state.get(AUCTION_LEAF);
  return {
    bidLeft: u53(leaf.h0, leaf.h1),
    askLeft: u53(leaf.h2, leaf.h3),
    volume: u53(leaf.h4, leaf.h5),
  };
}

export function writeAuction(state: StatePort, a: Auction): void {
  state.set(
    AUCTION_LEAF,
    makeLeaf(
      low32(a.bidLeft),
      high32(a.bidLeft),
      low32(a.askLeft),
      high32(a.askLeft),
      low32(a.volume),
      high32(a.volume),
    ),
  );
}

/** Price of the running auction, the worst ticks filled so far (0: none), and fees collected in quote units. */
export interface Price {
  readonly tick: number;
  readonly lastBid: number;
  readonly lastAsk: number;
  readonly fee: number;
}

export function readPrice(state: StatePort): Price {
  const leaf = state.get(PRICE_LEAF);
  return {
    tick: u32(leaf.h0),
    lastBid: u32(leaf.h1),
    lastAsk: u32(leaf.h2),
    fee: u53(leaf.h4, leaf.h5),
  };
}

export function writePrice(state: StatePort, p: Price): void {
  state.set(PRICE_LEAF, makeLeaf(p.tick, p.lastBid, p.lastAsk, 0, low32(p.fee), high32(p.fee)));
}

export interface Parameters {
  readonly operationFee: number;
  readonly stepsPerRoot: number;
  readonly marketCount: number;
  readonly assetCount: number;
}

export function readParameters(state: StatePort): Parameters {
  const leaf = state.get(PARAMETERS_LEAF);
  return {
    operationFee: u53(leaf.h0, leaf.h1),
    stepsPerRoot: u32(leaf.h2),
    marketCount: u32(leaf.h3),
    assetCount: u32(leaf.h4),
  };
}

export function parametersLeaf(p: Parameters): Leaf {
  return makeLeaf(
    low32(p.operationFee),
    high32(p.operationFee),
    p.stepsPerRoot,
    p.marketCount,
    p.assetCount,
  );
}

export interface Balance {
  readonly available: number;
  /** Modulo 2^64: L1 pays differences, which are always small. */
  readonly withdrawn: bigint;
}

export function readBalance(state: StatePort, account: number, asset: number): Balance {
  const leaf = state.get(balanceLeaf(account, asset));
  return { available: u53(leaf.h0, leaf.h1), withdrawn: u64(leaf.h2, leaf.h3) };
}

export function writeBalance(state: StatePort, account: number, asset: number, b: Balance): void {
  const leaf = makeLeaf(
    low32(b.available),
    high32(b.available),
    lowOf64(b.withdrawn),
    highOf64(b.withdrawn),
  );
  state.set(balanceLeaf(account, asset), leaf);
}

/** Adds to (or, negative, takes from) what an account may spend; callers have checked that it suffices. */
export function addAvailable(
  state: StatePort,
  account: number,
  asset: number,
  amount: number,
): void {
  const gindex = balanceLeaf(account, asset);
  const leaf = state.get(gindex);
  const available = u53(leaf.h0, leaf.h1) + amount;
  state.set(gindex, makeLeaf(low32(available), high32(available), leaf.h2, leaf.h3));
}

/** What L1 fixed of a market, beside the tick that it was listed at. */
export type Market = Omit<MarketParams, "referenceTick">;

export function readMarket(state: StatePort, market: number): Market {
  const leaf = state.get(paramsLeaf(market));
  return {
    base: leaf.h0 & 0xff,
    quote: (leaf.h0 >>> 8) & 0xff,
    feeBps: leaf.h0 >>> 16,
    bandBps: u32(leaf.h1),
    minLots: u32(leaf.h2),
    baseUnit: u53(leaf.h4, leaf.h5),
    quoteUnit: u53(leaf.h6, leaf.h7),
  };
}

export function marketLeaf(m: Market): Leaf {
  return makeLeaf(
    m.base | (m.quote << 8) | (m.feeBps << 16),
    m.bandBps,
    m.minLots,
    0,
    low32(m.baseUnit),
    high32(m.baseUnit),
    low32(m.quoteUnit),
    high32(m.quoteUnit),
  );
}

/** The market's last clearing price, a tick. */
export const readLast = (state: StatePort, market: number): number =>
  u32(state.get(lastLeaf(market)).h0);
export const writeLast = (state: StatePort, market: number, tick: number): void =>
  state.set(lastLeaf(market), makeLeaf(tick));

/** Orders of a level lie at head ≤ position < tail, dead ones among them; total counts live lots. */
export interface Level {
  readonly head: number;
  readonly tail: number;
  readonly total: number;
}

export function readLevel(state: StatePort, market: number, side: Side, key: number): Level {
  const leaf = state.get(levelLeaf(market, side, key));
  return { head: u53(leaf.h0, leaf.h1), tail: u53(leaf.h2, leaf.h3), total: u53(leaf.h4, leaf.h5) };
}

export function writeLevel(
  state: StatePort,
  market: number,
  side: Side,
  key: number,
  l: Level,
): void {
  state.set(
    levelLeaf(market, side, key),
    makeLeaf(
      low32(l.head),
      high32(l.head),
      low32(l.tail),
      high32(l.tail),
      low32(l.total),
      high32(l.total),
    ),
  );
}

export interface Order {
  readonly account: number;
  /** Lots left; a live order has at least one. */
  readonly lots: number;
  /** Slot it was placed in. */
  readonly slot: number;
  /** Last slot it takes part in; 0: never expires. */
  readonly expiry: number;
}

/** The order at a position, or undefined where it is dead. */
export function readOrder(
  state: StatePort,
  market: number,
  side: Side,
  key: number,
  position: number,
): Order | undefined {
  const leaf = state.get(orderLeaf(market, side, key, position));
  if (leaf.h1 === 0) return undefined;
  return { account: u32(leaf.h0), lots: u32(leaf.h1), slot: u32(leaf.h2), expiry: u32(leaf.h3) };
}

export function writeOrder(
  state: StatePort,
  market: number,
  side: Side,
  key: number,
  position: number,
  order: Order | undefined,
): void {
  const leaf =
    order === undefined ? ZERO_LEAF : makeLeaf(order.account, order.lots, order.slot, order.expiry);
  state.set(orderLeaf(market, side, key, position), leaf);
}

/** Live orders that expire in a slot. */
export const readExpiryCount = (state: StatePort, slot: number): number =>
  u32(state.get(expiryCountLeaf(slot)).h0);
export const writeExpiryCount = (state: StatePort, slot: number, count: number): void =>
  state.set(expiryCountLeaf(slot), makeLeaf(count));
