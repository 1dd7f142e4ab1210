import type { OrderRef } from "#protocol/book";
import { SIDE, type Side } from "#protocol/constants";
import { levelKey } from "#protocol/layout";
import { readLevel, readOrder } from "#protocol/leaves";
import type { StatePort } from "#protocol/state";
import type { AuctionRecord } from "./history.ts";

type Rationed = NonNullable<AuctionRecord["rationed"]>;
type RationedOrder = Rationed["orders"][number];

export interface FilledOrder {
  readonly ref: OrderRef;
  readonly account: number;
  readonly lots: number;
}

/** Orders that are listed; those where the fills end are. */
const MOST_ORDERS = 200;
const MOST_FILLED = MOST_ORDERS / 2;
/** Dead places and live ones that are looked at for them. */
const MOST_PLACES = 2_000;

/** The level where the fills of one side ended although lots were left at it. The state stands behind the fills. */
export function rationedLevel(
  state: StatePort,
  market: number,
  fills: readonly FilledOrder[],
): Rationed | undefined {
  for (const side of [SIDE.buy, SIDE.sell]) {
    const last = fills.findLast(({ ref }) => ref.side === side);
    if (last === undefined) continue;
    const { tick } = last.ref;
    if (readLevel(state, market, side, levelKey(side, tick)).total === 0) continue;
    const filled = fills.filter(({ ref }) => ref.side === side && ref.tick === tick);
    return { side, tick, orders: ordersAround(state, market, side, tick, filled) };
  }
  return undefined;
}

function ordersAround(
  state: StatePort,
  market: number,
  side: Side,
  tick: number,
  fills: readonly FilledOrder[],
): RationedOrder[] {
  const key = levelKey(side, tick);
  const { head, tail } = readLevel(state, market, side, key);
  const orders = new Map<number, RationedOrder>();
  for (const { ref, account, lots } of fills.slice(-MOST_FILLED))
    orders.set(ref.position, { ref, account, lots, filled: lots });
  const end = Math.min(tail, head + MOST_PLACES);
  for (let position = head; position < end; position++) {
    const order = readOrder(state, market, side, key, position);
    if (order === undefined) continue;
    const filled = orders.get(position)?.filled ?? 0;
    if (filled === 0 && orders.size >= MOST_ORDERS) break;
    const ref = { market, side, tick, position };
    orders.set(position, { ref, account: order.account, lots: order.lots + filled, filled });
  }
  return [...orders.values()];
}
