import { NamedMarket } from "../../sequencer/matching/engine/namedMarket.ts";
import { BUY, SELL } from "../../sequencer/matching/engine/units.ts";
import { orderId, restingOrders } from "./restingFiles.ts";

/** Usage: growthProcess ORDERS. Fills a market with named orders and prints a `Growth` as JSON. */

export interface Growth {
  /** Growth of resident memory, after a collection of garbage. */
  readonly rssGrowthBytes: number;
  /** The slowest order in milliseconds of processor time, so that other processes do not count, and its number. */
  readonly worstMs: number;
  readonly worstAt: number;
}

const WARM_UP = 100_000;
/** The book of the warm-up is kept: V8 throws compiled code away once no object of its kind is left. */
const warm = fill(WARM_UP);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const { market, worstMs, worstAt } = fill(Number(process.argv[2]));
globalThis.gc?.();
const growth: Growth = { rssGrowthBytes: process.memoryUsage.rss() - before, worstMs, worstAt };
process.stdout.write(`${JSON.stringify(growth)}\n`);
if (market.size < warm.market.size) throw new RangeError("the warm-up is larger than the book");

function fill(count: number) {
  const market = new NamedMarket();
  const name = new Uint8Array(64);
  const encoder = new TextEncoder();
  let worstMs = 0;
  let worstAt = 0;
  for (const order of restingOrders(count)) {
    const { written } = encoder.encodeInto(orderId(order), name);
    const side = order.side === "buy" ? BUY : SELL;
    const start = process.cpuUsage();
    market.placeBytes(name, 0, written, side, order.price, order.quantity, 0);
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1_000;
    if (ms <= worstMs) continue;
    worstMs = ms;
    worstAt = order.number;
  }
  return { market, worstMs, worstAt };
}
