import type { OrderRef } from "#protocol/book";
import { OPERATION, SIDE, type Side } from "#protocol/constants";
import { EncodingError } from "#protocol/errors";
import type { Operation } from "#protocol/operation";
import type { Outcome } from "#protocol/outcomes";
import { pushVarint, readVarint } from "#protocol/varint";
import type { AuctionRecord, DepthRecord, EnvelopeRecord } from "./history.ts";

/** Small lists as varints one after another: a column of bytes where a table of its own would be many rows. */

/** Levels best first: the first tick, then how much worse each is; lots after each. */
export function packLevels(levels: readonly DepthRecord[]): Uint8Array {
  const out: number[] = [];
  let last = 0;
  for (const { tick, lots } of levels) {
    pushVarint(out, Math.abs(tick - last));
    pushVarint(out, lots);
    last = tick;
  }
  return Uint8Array.from(out);
}

export function unpackLevels(bytes: Uint8Array, side: Side): DepthRecord[] {
  const levels: DepthRecord[] = [];
  const packed = new Packed(bytes);
  let tick = 0;
  while (!packed.done) {
    const away = packed.next();
    tick += levels.length > 0 && side === SIDE.buy ? -away : away;
    levels.push({ tick, lots: packed.next() });
  }
  return levels;
}

type Rationed = AuctionRecord["rationed"];

export function packRationed(rationed: Rationed): Uint8Array {
  const out: number[] = [];
  if (rationed === undefined) return Uint8Array.from(out);
  pushVarint(out, rationed.side);
  pushVarint(out, rationed.tick);
  for (const { ref, account, lots, filled } of rationed.orders)
    for (const value of [ref.position, account, lots, filled]) pushVarint(out, value);
  return Uint8Array.from(out);
}

export function unpackRationed(bytes: Uint8Array, market: number): Rationed {
  const packed = new Packed(bytes);
  if (packed.done) return undefined;
  const side = packed.next() === SIDE.buy ? SIDE.buy : SIDE.sell;
  const tick = packed.next();
  const orders: NonNullable<Rationed>["orders"][number][] = [];
  while (!packed.done) {
    const ref = { market, side, tick, position: packed.next() };
    orders.push({ ref, account: packed.next(), lots: packed.next(), filled: packed.next() });
  }
  return { side, tick, orders };
}

type Operations = EnvelopeRecord["operations"];
const UNKNOWN = 4;
const KINDS: readonly Operation["kind"][] = ["nop", "place", "cancel", "withdraw"];

/** By block: kind, outcome, then 0 or 1 and the order. */
export function packOperations(operations: Operations): Uint8Array {
  const out: number[] = [];
  for (const { kind, outcome, ref } of operations) {
    out.push(kind === undefined ? UNKNOWN : OPERATION[kind]);
    pushVarint(out, outcome);
    out.push(ref === undefined ? 0 : 1);
    if (ref === undefined) continue;
    for (const value of [ref.market, ref.side, ref.tick, ref.position]) pushVarint(out, value);
  }
  return Uint8Array.from(out);
}

export function unpackOperations(bytes: Uint8Array): Operations {
  const packed = new Packed(bytes);
  const operations: Operations[number][] = [];
  while (!packed.done) {
    const kind = KINDS[packed.next()];
    const outcome = packed.next() as Outcome;
    const ref = packed.next() === 1 ? unpackRef(packed) : undefined;
    operations.push({ block: operations.length, kind, outcome, ref });
  }
  return operations;
}

function unpackRef(packed: Packed): OrderRef {
  const market = packed.next();
  const side = packed.next() === SIDE.buy ? SIDE.buy : SIDE.sell;
  return { market, side, tick: packed.next(), position: packed.next() };
}

/** Rising numbers, as the differences between them. */
export function packRising(numbers: readonly number[]): Uint8Array {
  const out: number[] = [];
  let last = 0;
  for (const number of numbers) {
    pushVarint(out, number - last);
    last = number;
  }
  return Uint8Array.from(out);
}

export function unpackRising(bytes: Uint8Array): number[] {
  const packed = new Packed(bytes);
  const numbers: number[] = [];
  for (let last = 0; !packed.done; ) {
    last += packed.next();
    numbers.push(last);
  }
  return numbers;
}

export function packCounts(counts: Readonly<Record<number, number>>): Uint8Array {
  const out: number[] = [];
  for (const [number, count] of Object.entries(counts)) {
    pushVarint(out, Number(number));
    pushVarint(out, count);
  }
  return Uint8Array.from(out);
}

export function unpackCounts(bytes: Uint8Array): Record<number, number> {
  const packed = new Packed(bytes);
  const counts: Record<number, number> = {};
  while (!packed.done) counts[packed.next()] = packed.next();
  return counts;
}

class Packed {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @throws EncodingError */
  next(): number {
    const read = readVarint(this.#bytes, this.#at);
    if (read === undefined) throw new EncodingError("packed list", this.#bytes, "varints");
    this.#at = read.next;
    return read.value;
  }
}
