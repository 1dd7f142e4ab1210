import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Format } from "../../../../sequencer/matching/match.ts";
import { run } from "./flows.ts";

/** The flows of examples/matching, with their trades and then their books, worked out by hand. */
const EXAMPLES: readonly (readonly [Format, string, readonly string[], readonly string[]])[] = [
  [
    "events",
    "events.ndjson",
    [
      '{"timestamp":2,"buy_order_id":"buy1","sell_order_id":"sell1","price":100,"quantity":5}',
      '{"timestamp":3,"buy_order_id":"buy1","sell_order_id":"sell2","price":100,"quantity":5}',
    ],
    ['{"order_id":"buy2","side":"buy","price":101,"quantity":10}'],
  ],
  [
    "messages",
    "messages.ndjson",
    [
      '{"taker_order_id":"order2","maker_order_id":"order1","price":1000000000,"quantity":5,"timestamp":1678886400001}',
    ],
    [],
  ],
  [
    "broadcast",
    "broadcast.ndjson",
    [
      '{"trade_id":"trade_1","buy_order_id":"1","sell_order_id":"2","price":9.5,"quantity":0.5,"timestamp":1678886401}',
      '{"trade_id":"trade_2","buy_order_id":"1","sell_order_id":"3","price":10.0,"quantity":0.5,"timestamp":1678886402}',
      '{"trade_id":"trade_3","buy_order_id":"5","sell_order_id":"3","price":10.0,"quantity":0.2,"timestamp":1678886404}',
    ],
    [
      '{"order_id":"4","order_type":"BUY","price":9.8,"quantity":0.3}',
      '{"order_id":"3","order_type":"SELL","price":10.0,"quantity":0.1}',
    ],
  ],
  [
    "tuples",
    "tuples.txt",
    ['("order1","order2",100,5)', '("order1","order3",100,5)'],
    ['("order3","sell",100,2)'],
  ],
];

describe.each(EXAMPLES)("the example of %s", (format, file, trades, book) => {
  const path = new URL(`../../../../examples/matching/${file}`, import.meta.url);
  const text = readFileSync(path, "utf8");

  test("makes the trades worked out by hand and leaves the book", () => {
    const { lines, refusals } = run(text, { format, book: true });
    expect({ lines, refusals }).toEqual({ lines: [...trades, ...book], refusals: [] });
  });

  test("comes to the same as one array, in pieces of any size", () => {
    const array = `[\n${text.trim().replaceAll("\n", " ,\n")}\n]\n`;
    for (const pieces of [1, 2, 7, 64, 1_000]) {
      expect(run(text, { format, pieces }).lines).toEqual(trades);
      expect(run(array, { format, pieces })).toEqual({
        lines: trades,
        refusals: [],
        stopped: false,
      });
    }
  });
});

test("tuples in brackets make trades in brackets, as lines and as one array", () => {
  const text = '["a","u","buy",100,10,1]\n["b","v","sell",95,5,1]';
  expect(run(text, { format: "tuples" }).lines).toEqual(['["a","b",100,5]']);
  for (const array of [`[${text.replace("\n", ",")}]`, `[ ${text.replace("\n", ",")} ]`])
    expect(run(array, { format: "tuples" }).lines).toEqual(['["a","b",100,5]']);
  expect(run("[]", { format: "tuples" })).toEqual({ lines: [], refusals: [], stopped: false });
});
