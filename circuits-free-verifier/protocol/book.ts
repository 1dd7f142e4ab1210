import { addKey, firstKey, removeKey } from "./bitmap.ts";
import { RING_SIZE, type Side } from "./constants.ts";
import { levelKey, sideBitmap } from "./layout.ts";
import { type Order, readLevel, readOrder, writeLevel, writeOrder } from "./leaves.ts";
import type { StatePort } from "./state.ts";

/** A book side: first-in-first-out rings by level and a bitmap of the levels that hold live lots (PROTOCOL.md §3). */

/** What names an order for as long as the market exists; never reused. */
export interface OrderRef {
  readonly market: number;
  readonly side: Side;
  readonly tick: number;
  readonly position: number;
}

export interface BestLevel {
  readonly tick: number;
  /** Live lots, at least 1. */
  readonly total: number;
}

export function bestLevel(state: StatePort, market: number, side: Side): BestLevel | undefined {
  const key = firstKey(state, sideBitmap(market, side));
  if (key === undefined) return undefined;
  return { tick: levelKey(side, key), total: readLevel(state, market, side, key).total };
}

/** Whether the level's ring has room for one more order. */
export function hasRoom(state: StatePort, market: number, side: Side, tick: number): boolean {
  const level = readLevel(state, market, side, levelKey(side, tick));
  return level.tail - level.head < RING_SIZE;
}

/** Puts an order last in its level; the caller has checked that there is room. */
export function append(
  state: StatePort,
  market: number,
  side: Side,
  tick: number,
  order: Order,
): OrderRef {
  const key = levelKey(side, tick);
  const level = readLevel(state, market, side, key);
  writeOrder(state, market, side, key, level.tail, order);
  const total = level.total + order.lots;
  writeLevel(state, market, side, key, { head: level.head, tail: level.tail + 1, total });
  if (level.total === 0) addKey(state, sideBitmap(market, side), key);
  return { market, side, tick, position: level.tail };
}

/** The live order that a reference names, or undefined. */
export function find(state: StatePort, ref: OrderRef): Order | undefined {
  const key = levelKey(ref.side, ref.tick);
  const level = readLevel(state, ref.market, ref.side, key);
  if (ref.position < level.head || ref.position >= level.tail) return undefined;
  return readOrder(state, ref.market, ref.side, key, ref.position);
}

/** Takes a live order out, leaving a dead place that a fill skips later. */
export function remove(state: StatePort, ref: OrderRef, order: Order): void {
  const key = levelKey(ref.side, ref.tick);
  writeOrder(state, ref.market, ref.side, key, ref.position, undefined);
  const level = readLevel(state, ref.market, ref.side, key);
  settleLevel(state, ref.market, ref.side, key, level.head, level.tail, level.total - order.lots);
}

/** First place of a level, dead or alive. */
export interface Head {
  readonly ref: OrderRef;
  readonly order: Order | undefined;
}

export function headOf(state: StatePort, market: number, side: Side, tick: number): Head {
  const key = levelKey(side, tick);
  const position = readLevel(state, market, side, key).head;
  return {
    ref: { market, side, tick, position },
    order: readOrder(state, market, side, key, position),
  };
}

/** Moves past a dead head. */
export function skipHead(state: StatePort, market: number, side: Side, tick: number): void {
  const key = levelKey(side, tick);
  const level = readLevel(state, market, side, key);
  writeLevel(state, market, side, key, { ...level, head: level.head + 1 });
}

/** Takes `lots` from the live head; a head filled whole is passed. */
export function takeFromHead(state: StatePort, head: Head & { order: Order }, lots: number): void {
  const { market, side, tick, position } = head.ref;
  const key = levelKey(side, tick);
  const filled = lots === head.order.lots;
  const rest = filled ? undefined : { ...head.order, lots: head.order.lots - lots };
  writeOrder(state, market, side, key, position, rest);
  const level = readLevel(state, market, side, key);
  settleLevel(
    state,
    market,
    side,
    key,
    level.head + (filled ? 1 : 0),
    level.tail,
    level.total - lots,
  );
}

/** An empty level starts over behind its last place and leaves the bitmap. */
function settleLevel(
  state: StatePort,
  market: number,
  side: Side,
  key: number,
  head: number,
  tail: number,
  total: number,
): void {
  writeLevel(state, market, side, key, { head: total === 0 ? tail : head, tail, total });
  if (total === 0) removeKey(state, sideBitmap(market, side), key);
}
