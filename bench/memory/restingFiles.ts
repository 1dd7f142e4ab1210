import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** Orders that all rest, because none meets another: what a book of so many takes is all that their reader keeps. */

export interface RestingOrder {
  /** From 0. */
  readonly number: number;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly quantity: number;
}

const MID = 65_536;
/** Prices on each side of the middle. */
const PRICES = 2_000;
const LINES_A_WRITE = 10_000;

export function* restingOrders(count: number): Generator<RestingOrder> {
  let x = 0x9e37_79b9;
  const below = (limit: number): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % limit;
  };
  for (let number = 0; number < count; number++) {
    const isBuy = below(2) === 0;
    const away = below(PRICES);
    const price = isBuy ? MID - away : MID + 1 + away;
    yield { number, side: isBuy ? "buy" : "sell", price, quantity: 1 + below(100) };
  }
}

/** Thirteen characters. */
export const orderId = ({ number }: RestingOrder): string =>
  `order-${String(number).padStart(7, "0")}`;

export const LINES = {
  messages: (order: RestingOrder): string =>
    `{"type":"order","order_id":"${orderId(order)}","timestamp":${order.number},"price":${order.price},"quantity":${order.quantity},"side":"${order.side}"}`,
  events: (order: RestingOrder): string =>
    `{"timestamp":${order.number},"order_id":"${orderId(order)}","user_id":"user-${order.number}","side":"${order.side}","price":${order.price},"quantity":${order.quantity},"action":"new"}`,
} as const;

/** Path of a file of so many resting orders; it is made if it is not there. */
export function restingFile(folder: string, format: keyof typeof LINES, count: number): string {
  const file = join(folder, `resting-${count}-${format}.ndjson`);
  if (existsSync(file) && statSync(file).size > 0) return file;
  mkdirSync(folder, { recursive: true });
  const target = openSync(`${file}.new`, "w");
  let lines: string[] = [];
  const write = (): void => {
    if (lines.length > 0) writeSync(target, `${lines.join("\n")}\n`);
    lines = [];
  };
  for (const order of restingOrders(count)) {
    lines.push(LINES[format](order));
    if (lines.length === LINES_A_WRITE) write();
  }
  write();
  closeSync(target);
  renameSync(`${file}.new`, file);
  return file;
}
