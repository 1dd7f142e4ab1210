import { toHex } from "#protocol/bytes";
import { clearingHolds } from "#protocol/clearing";
import { MAX_AMOUNT, MAX_LOTS, SIDE, TICK_LIMIT } from "#protocol/constants";
import { decryptBlock, parseEnvelope, signerOf } from "#protocol/envelope";
import { decodeOperation, type Operation } from "#protocol/operation";
import { sealEnvelope } from "#protocol/sealEnvelope";
import { keySigner } from "#protocol/signature";
import type { Context } from "#protocol/stepTypes";
import { feeCeil, feeFloor, lockedBy, withinAmounts } from "#protocol/units";
import { readVarint } from "#protocol/varint";
import type { Random } from "../reference/random.ts";
import type { Vectors } from "../vectors/source.ts";
import { ByteWriter } from "./byteWriter.ts";

/** Inputs drawn at random for the functions that exist in both languages, and what TypeScript makes of them. */

type Draw = (random: Random, context: Context) => string;

export function twins(random: Random, context: Context, count: number): Vectors {
  const drawn = (draw: Draw, cases: number): string[] =>
    Array.from({ length: cases }, () => draw(random, context));
  return {
    domainSeparator: toHex(context.domainSeparator),
    clearing: drawn(clearing, 4 * count),
    shuffle: drawn(shuffle, count / 4),
    operation: drawn(operation, 2 * count),
    varint: drawn(varint, 2 * count),
    units: drawn(units, 2 * count),
    envelope: drawn(envelope, count / 2),
  };
}

/** Few ticks, so that edges meet; now and then the ends of all ranges. */
function clearing(random: Random): string {
  const top = random.chance(10) ? TICK_LIMIT - 6 : 0;
  const tick = (): number => top + random.between(1, 5);
  const lots = (): number => (random.chance(10) ? MAX_AMOUNT : random.between(1, 3));
  const [bid, ask] = [random.chance(20) ? 0 : tick(), random.chance(20) ? TICK_LIMIT : tick()];
  const volume = random.chance(30) ? 0 : lots();
  const rest = {
    bid,
    ask,
    bidTotal: bid === 0 ? 0 : lots(),
    askTotal: ask === TICK_LIMIT ? 0 : lots(),
    lastBid: volume === 0 ? TICK_LIMIT : tick(),
    lastAsk: volume === 0 ? 0 : tick(),
  };
  const [price, last] = [tick(), random.chance(10) ? random.between(1, TICK_LIMIT - 1) : tick()];
  const bandBps = random.pick([0, 100, 2_000, 10_000]);
  const out = new ByteWriter().number(price, 4).number(volume, 8).number(last, 4);
  out.number(bandBps, 2).number(rest.bid, 4).number(rest.ask, 4).number(rest.bidTotal, 8);
  out.number(rest.askTotal, 8).number(rest.lastBid, 4).number(rest.lastAsk, 4);
  return out.number(clearingHolds(price, volume, last, bandBps, rest) ? 1 : 0, 1).hex();
}

function shuffle(random: Random, { crypto }: Context): string {
  const seed = random.bytes(32);
  const count = random.chance(30) ? random.between(1, 5) : random.between(1, 1_024);
  const position = random.below(count);
  const index = crypto.shuffle(count, seed)[position] ?? 0;
  return new ByteWriter().raw(seed).number(count, 2).number(position, 2).number(index, 2).hex();
}

function operation(random: Random): string {
  const block = random.bytes(16).map((byte) => (random.chance(60) ? 0 : byte));
  block[0] = random.chance(90) ? random.below(4) : random.below(256);
  if (random.chance(80)) block[2] = random.below(2);
  if (random.chance(70)) block.fill(0, [1, 14, 14, 10][block[0] ?? 0] ?? 14);
  const decoded = decodeOperation(block);
  const out = new ByteWriter().raw(block).number(decoded === undefined ? 0 : 1, 1);
  for (const [field, width] of Object.entries(WIDTHS)) {
    const fields: Readonly<Record<string, unknown>> = { ...decoded };
    const value = fields[field];
    out.number(typeof value === "number" ? Math.min(value, MAX_AMOUNT + 1) : 0, width);
  }
  return out.hex();
}

const WIDTHS = {
  market: 1,
  side: 1,
  tick: 3,
  lots: 4,
  expiry: 4,
  position: 8,
  asset: 1,
  amount: 8,
};

function varint(random: Random): string {
  const bytes = random
    .bytes(random.below(14))
    .map((byte) => (random.chance(60) ? byte | 0x80 : byte & (random.chance(50) ? 0x7f : 0x0f)));
  const offset = random.below(3);
  const read = readVarint(bytes, offset);
  const out = new ByteWriter()
    .sized(bytes)
    .number(offset, 2)
    .number(read === undefined ? 0 : 1, 1);
  return out
    .number(read?.value ?? 0, 8)
    .number(read?.next ?? 0, 2)
    .hex();
}

function units(random: Random): string {
  const unit = (): number => random.magnitude(random.pick([1, 10 ** 6, MAX_AMOUNT]));
  const market = { feeBps: random.pick([0, 1, 999, 1_000]), baseUnit: unit(), quoteUnit: unit() };
  const side = random.pick([SIDE.buy, SIDE.sell]);
  const [lots, tick] = [random.magnitude(MAX_LOTS), random.magnitude(TICK_LIMIT - 1)];
  const amount = random.below(MAX_AMOUNT);
  const locked = lockedBy(side, lots, tick, market);
  const out = new ByteWriter().number(side, 1).number(lots, 4).number(tick, 4);
  out.number(market.feeBps, 2).number(market.baseUnit, 8).number(market.quoteUnit, 8);
  out.number(locked === undefined ? 0 : 1, 1).number(locked ?? 0, 8);
  out.number(withinAmounts(lots, tick, market) ? 1 : 0, 1).number(amount, 8);
  out.number(feeFloor(amount, market.feeBps), 8).number(feeCeil(amount, market.feeBps), 8);
  return out.hex();
}

/** A sound envelope with, mostly, a byte or the length changed. */
function envelope(random: Random, context: Context): string {
  const { crypto } = context;
  const key = random.bytes(32).with(0, 1);
  const slot = random.below(2 ** 32);
  const nop: Operation = { kind: "nop" };
  const bytes = sealEnvelope(
    context,
    {
      slot,
      account: random.below(2 ** 32),
      version: random.below(2 ** 16),
      operations: Array.from({ length: random.pick([1, 2, 4]) }, () => nop),
      batchPoint: crypto.pointOf(key) as Uint8Array,
      random: random.bytes(32).with(0, 1),
    },
    keySigner(crypto, random.bytes(32).with(0, 1)),
  );
  const spoiled = spoil(random, bytes);
  const parsed = parseEnvelope(spoiled);
  const batchKey = crypto.addressOf(key) as Uint8Array;
  const signer = parsed && signerOf(context, parsed, slot, batchKey);
  const shared = parsed && crypto.sharedAddress(parsed.point, key);
  const out = new ByteWriter().sized(spoiled).raw(key).number(slot, 4);
  out
    .number(parsed === undefined ? 0 : 1, 1)
    .raw(signer ?? NOBODY)
    .raw(shared ?? NOBODY);
  const block = parsed && shared && decryptBlock(context, parsed, slot, shared, parsed.blocks - 1);
  return out.raw(block ?? new Uint8Array(16)).hex();
}

const NOBODY = new Uint8Array(20);
/** Where the prefix of U, the end of s and v lie, from the start or from the end. */
const PREFIX_AT = 6;

function spoil(random: Random, bytes: Uint8Array): Uint8Array {
  const flipped = (at: number): Uint8Array =>
    bytes.with(at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  switch (random.below(6)) {
    case 0:
      return bytes;
    case 1:
      return flipped(random.below(bytes.length));
    case 2:
      return flipped(PREFIX_AT + random.below(33));
    case 3:
      return bytes.with(bytes.length - 1, random.pick([0, 1, 26, 27, 28, 29]));
    case 4:
      return bytes.slice(0, random.below(bytes.length));
    default:
      return flipped(bytes.length - 1 - random.below(65));
  }
}
