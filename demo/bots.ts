import { SIDE, TICK_LIMIT } from "#protocol/constants";
import type { OrderEvent } from "../sequencer/matching/formats/events.ts";
import type { FlowMarket } from "./flowMarket.ts";
import type { FlowOrder } from "./mapper.ts";
import type { Random } from "./random.ts";

/** Traders that quote around the last price and take live, through the same path as the flow's users. */

export interface BotView {
  readonly userId: string;
  /** The market's last clearing price. */
  readonly lastTick: number;
  /** Its orders in the book. */
  readonly orders: readonly FlowOrder[];
  /** Rises from slot to slot. */
  readonly round: number;
}

/** Widest half spread, in parts of the price. */
const SPREAD_PARTS = 500;
const MOST_LOTS = 150;
/** One round in so many it takes. */
const TAKES_IN = 3;

export const botNames = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `bot-${n + 1}`);

/** What a bot does in a slot: takes its old quotes back, quotes both sides anew, and now and then crosses the spread. */
export function botEvents(market: FlowMarket, view: BotView, random: Random): OrderEvent[] {
  const { userId, lastTick, round } = view;
  const events: OrderEvent[] = view.orders.map(({ id }) => ({
    line: 0,
    action: "cancel",
    timestamp: round,
    orderId: id,
    userId,
  }));
  const half = 1 + random.below(Math.max(1, Math.floor(lastTick / SPREAD_PARTS)));
  const place = (name: string, side: "buy" | "sell", tick: number): void => {
    const lots = 1 + random.below(MOST_LOTS);
    events.push({
      line: 0,
      action: "new",
      timestamp: round,
      orderId: `${userId}-${round}-${name}`,
      userId,
      side,
      price: Math.min(Math.max(tick, 1), TICK_LIMIT - 1) * market.tickSize,
      quantity: lots * market.lotSize,
    });
  };
  place("bid", "buy", lastTick - half);
  place("ask", "sell", lastTick + half);
  if (random.below(TAKES_IN) === 0) {
    const side = random.below(2) === SIDE.buy ? "buy" : "sell";
    place("take", side, side === "buy" ? lastTick + half : lastTick - half);
  }
  return events;
}
