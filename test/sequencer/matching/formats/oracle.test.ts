import { describe, expect, test } from "vitest";
import { FORMATS, type Format } from "../../../../sequencer/matching/match.ts";
import { type NaiveEvent, NaiveMatching } from "../../../reference/naiveMatching.ts";
import { Random, SEED, scaled, scaledTimeout } from "../../../reference/random.ts";
import { run } from "./flows.ts";

/** An order or a cancel, before it is written in a format. Prices and quantities are in its smallest units. */
interface Order {
  readonly id: number;
  readonly cancels: boolean;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
  readonly owner: number;
  readonly time: number;
}

const POLICIES = ["allow", "cancel-newest", "cancel-oldest", "cancel-both"] as const;
/** Ids whose bytes have another order than their numbers, and characters that must be escaped. */
const nameOf = (id: number): string => (id % 7 === 0 ? `né"${id}\n` : `o${id}`);
const PLACES: Record<Format, number> = { events: 8, messages: 0, broadcast: 8, tuples: 0 };

function decimal(units: number, places: number): string {
  const digits = String(units).padStart(places + 1, "0");
  const cut = digits.length - places;
  return places === 0
    ? digits
    : `${digits.slice(0, cut)}.${digits.slice(cut)}`.replace(/\.?0+$/, "");
}

/** Few prices, so that queues build; ids come again, so that some are taken. */
function orderOf(random: Random, format: Format, time: number): Order {
  const scale = PLACES[format] === 0 ? 1 : 12_500_000;
  return {
    id: random.below(40),
    cancels: (format === "events" || format === "messages") && random.below(4) === 0,
    side: random.below(2),
    price: scale * (800 + random.below(4)),
    quantity: scale * (1 + random.below(9)),
    owner: 1 + random.below(3),
    time,
  };
}

/** The texts of an order's values. */
interface Written {
  readonly id: string;
  readonly user: string;
  readonly side: string;
  readonly price: string;
  readonly quantity: string;
}

type Fields = (order: Order, written: Written) => [name: string, value: string | number][];

const FIELDS: Record<Format, Fields> = {
  events: ({ time, cancels }, { id, user, side, price, quantity }) => [
    ["timestamp", time],
    ["order_id", id],
    ["user_id", user],
    ["side", side],
    ["price", price],
    ["quantity", quantity],
    ["action", cancels ? '"cancel"' : '"new"'],
  ],
  messages: ({ time, cancels }, { id, side, price, quantity }) => [
    ["type", cancels ? '"cancel"' : '"order"'],
    ["order_id", id],
    ["timestamp", time],
    ["price", price],
    ["quantity", quantity],
    ["side", side],
  ],
  broadcast: ({ time }, { id, user, side, price, quantity }) => [
    ["order_id", id],
    ["user_id", user],
    ["order_type", side.toUpperCase()],
    ["price", price],
    ["quantity", quantity],
    ["timestamp", time],
  ],
  tuples: ({ time }, { id, user, side, price, quantity }) => [
    ["order_id", id],
    ["user_id", user],
    ["side", side],
    ["price", price],
    ["quantity", quantity],
    ["block_number", time],
  ],
};
/** A cancel does without these. */
const SPARED = ["side", "price", "quantity"];

/** The order in a format: as most flows write it, or oddly, as JSON allows it too. */
function write(random: Random, format: Format, order: Order): string {
  const odd = random.below(3) === 0;
  const number = (units: number): string => {
    const text = decimal(units, PLACES[format]);
    return odd ? `${text}${text.includes(".") ? "0" : ""}e0` : text;
  };
  const fields = FIELDS[format](order, {
    id: JSON.stringify(nameOf(order.id)),
    user: `"u${order.owner}"`,
    side: order.side === 0 ? '"buy"' : '"sell"',
    price: number(order.price),
    quantity: number(order.quantity),
  });
  if (format === "tuples") {
    const values = fields.map(([, value]) => value);
    return odd ? `[ ${values.join(" , ")} ]` : `(${values})`;
  }
  const kept = order.cancels && !odd ? fields.filter(([name]) => !SPARED.includes(name)) : fields;
  if (odd) kept.push(["note", "[1,{}]"]);
  if (random.below(2) === 0) kept.reverse();
  const written = kept.map(([name, value]) => `"${name}"${odd ? " : " : ":"}${value}`);
  return `{${written.join(odd ? " , " : ",")}}`;
}

/** One trade as the formats show it; `number` counts from 1. */
function show(format: Format, order: Order, event: NaiveEvent, number: number): unknown {
  const scale = 10 ** PLACES[format];
  const taker = nameOf(order.id);
  const maker = nameOf(event.maker);
  const buys = order.side === 0;
  const price = event.price / scale;
  const quantity = event.quantity / scale;
  const timestamp = order.time;
  const buy_order_id = buys ? taker : maker;
  const sell_order_id = buys ? maker : taker;
  switch (format) {
    case "tuples":
      return [buy_order_id, sell_order_id, price, quantity];
    case "messages":
      return { taker_order_id: taker, maker_order_id: maker, price, quantity, timestamp };
    case "events":
      return { timestamp, buy_order_id, sell_order_id, price, quantity };
    case "broadcast": {
      const trade_id = `trade_${number}`;
      const asked = buys ? price : order.price / scale;
      return { trade_id, buy_order_id, sell_order_id, price: asked, quantity, timestamp };
    }
  }
}

/** The trades by the rules, as values; and how many orders were refused. */
function expected(format: Format, orders: readonly Order[], policy: (typeof POLICIES)[number]) {
  const book = new NaiveMatching(policy);
  const trades: unknown[] = [];
  let duplicates = 0;
  for (const order of orders) {
    if (order.cancels) {
      book.cancel(order.id);
      continue;
    }
    const { outcome, events } = book.place(order);
    if (outcome === "duplicate") duplicates++;
    for (const event of events)
      if (event.kind === "trade") trades.push(show(format, order, event, trades.length + 1));
  }
  return { trades, duplicates };
}

const tradeOf = (line: string): unknown =>
  JSON.parse(line.startsWith("(") ? `[${line.slice(1, -1)}]` : line);

describe(`random flows (WALRAS_SEED=${SEED})`, () => {
  test.each(FORMATS)(
    "%s makes the naive oracle's trades, however it is written",
    (format) => {
      for (let n = 0; n < scaled(400); n++) {
        const random = new Random(SEED, n);
        const selfTrade = format === "messages" ? "allow" : random.pick(POLICIES);
        const orders = Array.from({ length: 60 }, (_, at) => orderOf(random, format, at + 1));
        const text = orders.map((order) => write(random, format, order)).join("\n");
        const { lines, refusals } = run(text, {
          format,
          selfTrade,
          window: 0,
          pieces: 1 + random.below(200),
        });
        const { trades, duplicates } = expected(format, orders, selfTrade);
        expect(lines.map(tradeOf), `case ${n}`).toEqual(trades);
        expect(refusals, `case ${n}`).toHaveLength(duplicates);
      }
    },
    scaledTimeout(60_000),
  );

  test(
    "broadcast orders heard in another order within the window make the same trades and book",
    () => {
      for (let n = 0; n < scaled(400); n++) {
        const random = new Random(SEED, n);
        const window = random.below(6);
        let time = 0;
        const heard = Array.from({ length: 60 }, () => {
          time += random.below(3);
          return orderOf(random, "broadcast", time);
        });
        const delayed = heard
          .map((order) => ({
            order,
            at: order.time + random.below(window + 1),
            tie: random.below(1e6),
          }))
          .sort((a, b) => a.at - b.at || a.tie - b.tie)
          .map(({ order }) => order);
        const asked = { format: "broadcast", window: 1_000_000 * window, book: true } as const;
        const nodes = [heard, delayed].map((orders) =>
          run(orders.map((order) => write(random, "broadcast", order)).join("\n"), asked),
        );
        expect(nodes[1]?.lines, `case ${n}`).toEqual(nodes[0]?.lines);
        // None came too late: all refusals are of ids that are taken.
        for (const { refusals } of nodes)
          expect(refusals.filter((text) => text.includes("watermark"))).toEqual([]);
      }
    },
    scaledTimeout(60_000),
  );
});
