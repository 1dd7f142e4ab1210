import { toHex } from "#protocol/bytes";
import { PHASE, SIDE, TICK_LIMIT } from "#protocol/constants";
import { genesisState } from "#protocol/genesis";
import * as layout from "#protocol/layout";
import * as leaves from "#protocol/leaves";
import { State } from "#protocol/state";
import type { Leaf } from "#protocol/tree";
import { exampleDeployment } from "./deployment.ts";
import type { Case, Vectors } from "./source.ts";

/** Where every leaf lies: names as in PROTOCOL.md §3, arguments in the order of the layout's function. */
export function gindices(): Vectors {
  const { buy, sell } = SIDE;
  const top = TICK_LIMIT - 1;
  return {
    header: [
      { name: "cursor", gindex: layout.CURSOR_LEAF },
      { name: "envelopeRoot", gindex: layout.ENVELOPE_ROOT_LEAF },
      { name: "inputs", gindex: layout.INPUTS_LEAF },
      { name: "key", gindex: layout.KEY_LEAF },
      { name: "auction", gindex: layout.AUCTION_LEAF },
      { name: "price", gindex: layout.PRICE_LEAF },
      { name: "parameters", gindex: layout.PARAMETERS_LEAF },
    ],
    signers: [0, 1, 77, 2 ** 24 - 1].map((account) => ({
      account,
      gindex: layout.signerLeaf(account),
    })),
    balances: pairs([0, 1, 2 ** 24 - 1], [0, 5, 63]).map(([account, asset]) => ({
      account,
      asset,
      gindex: layout.balanceLeaf(account, asset),
    })),
    markets: [0, 1, 63].map((market) => ({
      market,
      params: layout.paramsLeaf(market),
      last: layout.lastLeaf(market),
      bidBitmap: layout.sideBitmap(market, buy),
      askBitmap: layout.sideBitmap(market, sell),
    })),
    levels: pairs([0, 63], [1, 10_000, top]).flatMap(([market, tick]) =>
      [buy, sell].map((side) => {
        const key = layout.levelKey(side, tick);
        return { market, side, tick, key, gindex: layout.levelLeaf(market, side, key) };
      }),
    ),
    orders: pairs([0, 1, 65_535, 65_536, 2 ** 40 + 3], [1, top]).flatMap(([position, tick]) =>
      [buy, sell].map((side) => {
        const gindex = layout.orderLeaf(2, side, layout.levelKey(side, tick), position);
        return { market: 2, side, tick, position, gindex };
      }),
    ),
    expiry: [1, 2 ** 20 - 1, 2 ** 20, 2 ** 21 + 5, 2 ** 32 - 1].map((slot) => ({
      slot,
      table: layout.expiryTable(slot),
      bitmap: layout.expiryBitmap(layout.expiryTable(slot)),
      count: layout.expiryCountLeaf(slot),
    })),
    bitmaps: [0, 255, 256, 65_535, 65_536, top].map((key) => ({
      root: layout.sideBitmap(0, buy),
      key,
      low: layout.bitmapLow(layout.sideBitmap(0, buy), Math.floor(key / 256)),
      middle: layout.bitmapMiddle(layout.sideBitmap(0, buy), Math.floor(key / 65_536)),
      top: layout.bitmapTop(layout.sideBitmap(0, buy)),
    })),
  };
}

/** Fields of each leaf and its 32 bytes. */
export function leafBytes(): Vectors {
  const big = Number.MAX_SAFE_INTEGER;
  const cursor = {
    slot: 9,
    phase: PHASE.fillAsks,
    market: 3,
    i: 1_023,
    j: 31,
    inboxCursor: 2 ** 33 + 1,
    era: 4,
  };
  const inputs = { count: 1_000, certified: true, opened: true, inboxEnd: 2 ** 40 };
  const auction = { bidLeft: 2 ** 32, askLeft: big, volume: 1 };
  const price = { tick: TICK_LIMIT - 1, lastBid: 1, lastAsk: 2, fee: big };
  const parameters = {
    operationFee: 2 ** 48 - 1,
    stepsPerRoot: 16,
    marketCount: 64,
    assetCount: 63,
  };
  const market = {
    base: 63,
    quote: 62,
    feeBps: 1_000,
    bandBps: 10_000,
    minLots: 7,
    baseUnit: big,
    quoteUnit: 3,
  };
  const level = { head: 65_536, tail: 65_540, total: 2 ** 50 };
  const order = { account: 2 ** 24 - 1, lots: 2 ** 32 - 1, slot: 5, expiry: 2 ** 32 - 1 };
  const balance = { available: big, withdrawn: 2n ** 64n - 1n };
  return {
    cursor: [written(cursor, layout.CURSOR_LEAF, (s) => leaves.writeCursor(s, cursor))],
    inputs: [written(inputs, layout.INPUTS_LEAF, (s) => leaves.writeInputs(s, inputs))],
    auction: [written(auction, layout.AUCTION_LEAF, (s) => leaves.writeAuction(s, auction))],
    price: [written(price, layout.PRICE_LEAF, (s) => leaves.writePrice(s, price))],
    parameters: [row(parameters, leaves.parametersLeaf(parameters))],
    market: [row(market, leaves.marketLeaf(market))],
    level: [written(level, layout.levelLeaf(0, 0, 5), (s) => leaves.writeLevel(s, 0, 0, 5, level))],
    order: [
      written(order, layout.orderLeaf(0, 0, 5, 0), (s) => leaves.writeOrder(s, 0, 0, 5, 0, order)),
    ],
    balance: [
      written(balance, layout.balanceLeaf(3, 2), (s) => leaves.writeBalance(s, 3, 2, balance)),
    ],
    last: [written({ tick: 77 }, layout.lastLeaf(0), (s) => leaves.writeLast(s, 0, 77))],
    expiryCount: [
      written({ count: 9 }, layout.expiryCountLeaf(8), (s) => leaves.writeExpiryCount(s, 8, 9)),
    ],
  };
}

/** The genesis root of the example deployment; the empty tree's root beside it. */
export function genesis(): Vectors {
  const deployment = exampleDeployment();
  const state = genesisState(deployment);
  const markets: Case[] = deployment.markets.map((market, index) => ({
    ...market,
    paramsLeaf: toHex(state.get(layout.paramsLeaf(index)).root),
    lastLeaf: toHex(state.get(layout.lastLeaf(index)).root),
  }));
  return {
    emptyRoot: toHex(new State().root()),
    root: toHex(state.root()),
    operationFee: deployment.operationFee,
    stepsPerRoot: deployment.stepsPerRoot,
    assetCount: deployment.assets.length,
    operatorSigner: deployment.operatorSigner,
    markets,
  };
}

function written(fields: object, gindex: number, write: (state: State) => void): Case {
  const state = new State();
  write(state);
  return row(fields, state.get(gindex));
}

function row(fields: object, leaf: Leaf): Case {
  const values = Object.entries(fields).map(([name, value]) => [name, plain(value)]);
  return { ...Object.fromEntries(values), bytes: toHex(leaf.root) };
}

/** A u64 beyond 2^53 travels as hexadecimal, since JSON readers would round it. */
const plain = (value: unknown): unknown =>
  typeof value === "bigint" ? `0x${value.toString(16).padStart(16, "0")}` : value;

const pairs = (left: readonly number[], right: readonly number[]): [number, number][] =>
  left.flatMap((a) => right.map((b): [number, number] => [a, b]));
