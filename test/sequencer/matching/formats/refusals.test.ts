import { describe, expect, test } from "vitest";
import type { Format } from "../../../../sequencer/matching/match.ts";
import { type Asked, run } from "./flows.ts";

/** Of each format: a right order by its fields, how it is written, and the name of the field that holds the side. */
const FORMS: Record<Format, { readonly order: Record<string, unknown>; readonly side: string }> = {
  events: {
    order: {
      timestamp: 5,
      order_id: "a",
      user_id: "u",
      side: "buy",
      price: 10.5,
      quantity: 2,
      action: "new",
    },
    side: "side",
  },
  messages: {
    order: { type: "order", order_id: "a", timestamp: 5, price: 10, quantity: 2, side: "buy" },
    side: "side",
  },
  broadcast: {
    order: {
      order_id: "a",
      user_id: "u",
      order_type: "BUY",
      price: 10.5,
      quantity: 2,
      timestamp: 5,
    },
    side: "order_type",
  },
  tuples: {
    order: { order_id: "a", user_id: "u", side: "buy", price: 10, quantity: 2, block_number: 1 },
    side: "side",
  },
};
const FORMATS = Object.keys(FORMS) as Format[];
/** Stands for a field's value that JSON.stringify cannot write. */
const bare = (text: string): string => `\u0001${text}\u0001`;

function written(format: Format, changes: Record<string, unknown>): string {
  const order = { ...FORMS[format].order, ...changes };
  const value = format === "tuples" ? Object.values(order) : order;
  return JSON.stringify(value).replaceAll(/"\\u0001(.*?)\\u0001"/g, "$1");
}

type Row = readonly [changes: Record<string, unknown>, refusal: string];

const WHOLE = "at most 9007199254740991";
const SCALED = "at most 90071992.54740991";
const ID = "text of 1 … 128 characters";

const idRows = (name: string): Row[] => [
  [{ [name]: "" }, `${name}: got "", expected ${ID}`],
  [{ [name]: null }, `${name}: got null, expected ${ID}`],
  [{ [name]: 1.5 }, `${name}: got 1.5, expected ${ID}`],
  [{ [name]: "\ud800" }, `${name}: got "\\ud800", expected ${ID}`],
];
const numberRows = (name: string, places: number): Row[] => [
  [{ [name]: -1 }, `${name}: got -1, expected 0 or more`],
  [{ [name]: "x" }, `${name}: got "x", expected a decimal number`],
  [{ [name]: true }, `${name}: got true, expected a number`],
  [
    { [name]: bare(`1.${"0".repeat(places)}1`) },
    `${name}: got 1.${"0".repeat(places)}1, expected at most ${places} decimals`,
  ],
];
const mostRows = (name: string, places: number): Row[] => {
  const [over, most] = places === 0 ? ["9007199254740992", WHOLE] : ["90071992.54740992", SCALED];
  return [
    [{ [name]: bare(over) }, `${name}: got ${over}, expected ${most}`],
    [{ [name]: bare("1e300") }, `${name}: got 1e300, expected ${most}`],
  ];
};

function rowsOf(format: Format): Row[] {
  const places = format === "events" || format === "broadcast" ? 8 : 0;
  const { side, order } = FORMS[format];
  const words = format === "broadcast" ? '"BUY" or "SELL"' : '"buy" or "sell"';
  const clock = format === "tuples" ? "block_number" : "timestamp";
  const missing =
    format === "tuples"
      ? []
      : Object.keys(order).map((name): Row => [{ [name]: undefined }, `${name}: got nothing, `]);
  return [
    ...idRows("order_id"),
    ...(format === "messages" ? [] : idRows("user_id")),
    ...numberRows("price", places),
    ...mostRows("price", places),
    ...numberRows("quantity", places),
    ...mostRows("quantity", places),
    ...numberRows(clock, format === "broadcast" ? 6 : 0),
    [{ quantity: 0 }, "quantity: got 0, expected more than 0"],
    [{ [side]: "up" }, `${side}: got "up", expected ${words}`],
    [{ [side]: 1 }, `${side}: got 1, expected ${words}`],
    ...missing,
  ];
}

describe.each(FORMATS)("%s refuses", (format) => {
  test.each(rowsOf(format))("%j: %s", (changes, refusal) => {
    // Between two orders that meet, so that the rest is seen to go on; of which the wrong one would take the first.
    const sell = format === "broadcast" ? "SELL" : "sell";
    const flow = [
      written(format, { order_id: "first" }),
      written(format, changes),
      written(format, { order_id: "last", [FORMS[format].side]: sell }),
    ].join("\n");
    const { lines, refusals, stopped } = run(flow, { format });
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(`line 2: ${refusal}`);
    expect({ trades: lines.length, stopped }).toEqual({ trades: 1, stopped: false });
    expect(run(flow, { format, strict: true })).toMatchObject({
      refusals,
      stopped: true,
      lines: [],
    });
  });

  test("a duplicate live id, but not one that is free again", () => {
    const sell = format === "broadcast" ? "SELL" : "sell";
    const clock = format === "tuples" ? "block_number" : "timestamp";
    const flow = [
      written(format, { [clock]: 5 }),
      written(format, { [clock]: 6 }),
      written(format, { [clock]: 7, order_id: "b", [FORMS[format].side]: sell }),
      written(format, { [clock]: 8 }),
    ].join("\n");
    const { lines, refusals } = run(flow, { format });
    expect(refusals).toEqual([
      'line 2: order_id: got "a", expected an id that no resting order has',
    ]);
    expect(lines).toHaveLength(1);
  });

  test.each([
    ["{", "record: got {, expected"],
    ["nonsense", "record: got nonsense, expected a JSON value at character 1"],
    ["5", "record: got 5, expected "],
    [`"${"x".repeat(70_000)}"`, "record: got a longer record, expected at most 65536 bytes"],
  ])("what is no record of it: %.20s", (text, refusal) => {
    const good = written(format, {});
    const { refusals } = run(`${good}\n\n${text}\n`, { format });
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(`line 3: ${refusal}`);
  });

  test("bytes that are no UTF-8", () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode(written(format, {})), 0x0a, 0xff]);
    expect(run(bytes, { format }).refusals).toEqual([
      "line 2: record: got 1 bytes, expected UTF-8",
    ]);
  });
});

describe("particulars", () => {
  const order = (format: Format, changes: Record<string, unknown>) => written(format, changes);
  const rows: readonly (readonly [string, Asked, string, readonly string[], number])[] = [
    [
      "events: a timestamp falls",
      { format: "events" },
      [order("events", {}), order("events", { order_id: "b", timestamp: 4 })].join("\n"),
      ["line 2: timestamp: got 4, expected at least 5, as before"],
      0,
    ],
    [
      "events: a refused duplicate does not move the time on",
      { format: "events" },
      [
        order("events", {}),
        order("events", { timestamp: 9 }),
        order("events", { order_id: "b", timestamp: 6, side: "sell" }),
      ].join("\n"),
      ['line 2: order_id: got "a", expected an id that no resting order has'],
      1,
    ],
    [
      "events: an unknown action",
      { format: "events" },
      order("events", { action: "amend" }),
      ['line 1: action: got "amend", expected "new" or "cancel"'],
      0,
    ],
    [
      "messages: an unknown type",
      { format: "messages" },
      order("messages", { type: "amend" }),
      ['line 1: type: got "amend", expected "order" or "cancel"'],
      0,
    ],
    [
      "messages: a cancel of an unknown id is ignored, price 0 is legal and time may fall",
      { format: "messages" },
      [
        '{"type":"cancel","order_id":"none","timestamp":1}',
        '{"type":"cancel","order_id":"none","timestamp":1,"note":"by hand"}',
        order("messages", { price: 0 }),
        order("messages", { price: 0, order_id: "b", timestamp: 1, side: "sell" }),
      ].join("\n"),
      [],
      1,
    ],
    [
      "broadcast: older than the watermark",
      { format: "broadcast", window: 2_000_000 },
      [
        order("broadcast", { timestamp: 10.5 }),
        order("broadcast", { order_id: "b", order_type: "SELL", timestamp: 8.5 }),
        order("broadcast", { order_id: "c", timestamp: 8.4 }),
      ].join("\n"),
      ["line 3: timestamp: got 8.4, expected at least 8.5, the watermark"],
      1,
    ],
    [
      "tuples: too few values",
      { format: "tuples" },
      '("a","u","buy",100,10)',
      ["line 1: block_number: got nothing, expected a number"],
      0,
    ],
    [
      "tuples: too many values",
      { format: "tuples" },
      '("a","u","buy",100,10,1,2)',
      [
        'line 1: record: got ("a","u","buy",100,10,1,2), expected 6 values in brackets or parentheses',
      ],
      0,
    ],
    [
      "tuples: closed otherwise than opened",
      { format: "tuples" },
      '("a","u","buy",100,10,1]',
      ['line 1: record: got ("a","u","buy",100,10,1], expected a JSON value at character 1'],
      0,
    ],
  ];

  test.each(rows)("%s", (_, asked, flow, refusals, trades) => {
    const result = run(flow, asked);
    expect(result.refusals).toEqual(refusals);
    expect(result.lines).toHaveLength(trades);
  });
});
