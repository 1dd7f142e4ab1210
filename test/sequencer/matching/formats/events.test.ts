import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventReading, readEvents } from "../../../../sequencer/matching/formats/events.ts";
import { MAX_RECORD_BYTES } from "../../../../sequencer/matching/formats/records.ts";
import { describeRefusal } from "../../../../sequencer/matching/formats/refusal.ts";

async function read(input: string | Uint8Array, pieces = Number.MAX_SAFE_INTEGER) {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieces) chunks.push(bytes.subarray(at, at + pieces));
  const readings: EventReading[] = [];
  for await (const reading of readEvents(chunks)) readings.push(reading);
  return readings;
}

const refusalsOf = (readings: readonly EventReading[]): string[] =>
  readings.flatMap((reading) => (reading.ok ? [] : [describeRefusal(reading.refusal)]));
const eventsOf = (readings: readonly EventReading[]) =>
  readings.flatMap((reading) => (reading.ok ? [reading.event] : []));

const order = {
  timestamp: 5,
  order_id: "a",
  user_id: "u",
  side: "buy",
  price: 100.25,
  quantity: 2,
  action: "new",
};
const line = (changes: Record<string, unknown>): string => JSON.stringify({ ...order, ...changes });

describe("readEvents", () => {
  test("reads new orders and cancels, with exact decimals", async () => {
    const text = `${line({ price: "0.1", quantity: "90071992.54740991" })}
{"action":"cancel","timestamp":6,"order_id":17,"user_id":"u"}\r
{"timestamp":7,"order_id":"b","user_id":"v","side":"sell","price":0.30000000,"quantity":1e-8,"action":"new"}`;
    expect(eventsOf(await read(text))).toEqual([
      {
        line: 1,
        action: "new",
        timestamp: 5,
        orderId: "a",
        userId: "u",
        side: "buy",
        price: 10_000_000,
        quantity: Number.MAX_SAFE_INTEGER,
      },
      { line: 2, action: "cancel", timestamp: 6, orderId: "17", userId: "u" },
      {
        line: 3,
        action: "new",
        timestamp: 7,
        orderId: "b",
        userId: "v",
        side: "sell",
        price: 30_000_000,
        quantity: 1,
      },
    ]);
  });

  const digits = "9".repeat(30);
  test.each(
    [
      ["no JSON", "{", "record: got {, expected a name at character 2"],
      ["bare text", "buy 10", "record: got buy 10, expected a JSON value at character 1"],
      ["two values", `${line({})} 1`, `expected nothing more at character ${line({}).length + 2}`],
      ["a number", "12", "record: got 12, expected a JSON object"],
      ["a field twice", '{"side":"buy","side":"sell"}', 'expected "side" only once'],
      [
        "a missing timestamp",
        line({ timestamp: undefined }),
        "timestamp: got nothing, expected a number",
      ],
      [
        "a fractional timestamp",
        line({ timestamp: 1.5 }),
        "timestamp: got 1.5, expected at most 0 decimals",
      ],
      ["a negative timestamp", line({ timestamp: -5 }), "timestamp: got -5, expected 0 or more"],
      [
        "a timestamp too large",
        line({}).replace("5", digits),
        "timestamp: got 999999999999999999999999999999, expected at most 9007199254740991",
      ],
      ["a missing order_id", line({ order_id: undefined }), "order_id: got nothing, expected text"],
      ["an empty order_id", line({ order_id: "" }), 'order_id: got "", expected text'],
      ["a fractional order_id", line({ order_id: 1.5 }), "order_id: got 1.5, expected text"],
      ["a long user_id", line({ user_id: "x".repeat(129) }), "expected text of 1 … 128 characters"],
      ["a missing user_id", line({ user_id: undefined }), "user_id: got nothing, expected text"],
      ["a user_id that is null", line({ user_id: null }), "user_id: got null, expected text"],
      [
        "an unknown action",
        line({ action: "amend" }),
        'action: got "amend", expected "new" or "cancel"',
      ],
      ["a missing action", line({ action: undefined }), "action: got nothing"],
      ["an unknown side", line({ side: "BUY" }), 'side: got "BUY", expected "buy" or "sell"'],
      ["a missing side", line({ side: undefined }), "side: got nothing"],
      ["a negative price", line({ price: -1 }), "price: got -1, expected 0 or more"],
      [
        "a price that is no number",
        line({ price: "ten" }),
        'price: got "ten", expected a decimal number',
      ],
      [
        "a price that is an object",
        line({ price: { a: [1] } }),
        'price: got {"a":[1]}, expected a number',
      ],
      ["a missing price", line({ price: undefined }), "price: got nothing"],
      ["too many decimals", line({ price: "1.123456789" }), "expected at most 8 decimals"],
      [
        "a price too large",
        line({ price: "90071992.54740992" }),
        "expected at most 90071992.54740991",
      ],
      ["a missing quantity", line({ quantity: undefined }), "quantity: got nothing"],
      ["a negative quantity", line({ quantity: -2 }), "quantity: got -2, expected 0 or more"],
      ["a quantity of nothing", line({ quantity: 0 }), "quantity: got 0, expected more than 0"],
      ["a bad side of a cancel", line({ action: "cancel", side: "up" }), 'side: got "up"'],
      ["a bad price of a cancel", line({ action: "cancel", price: true }), "price: got true"],
      [
        "a line too long",
        line({ note: "x".repeat(MAX_RECORD_BYTES) }),
        "record: got a longer record",
      ],
      ["text cut off", '{"side":"bu', "expected a JSON value at character 9"],
      ["a bad escape", '{"side":"\\q"}', "expected text as JSON writes it"],
      ["deep nesting", `${"[".repeat(40)}`, ""],
    ].filter(([, text]) => text !== ""),
  )("refuses %s alone", async (_, text, expected) => {
    const readings = await read(`${line({})}\n${text}\n${line({ order_id: "z" })}\n`);
    expect(eventsOf(readings).map(({ orderId }) => orderId)).toEqual(["a", "z"]);
    expect(refusalsOf(readings)).toHaveLength(1);
    expect(refusalsOf(readings)[0]).toMatch(/^line 2: /);
    expect(refusalsOf(readings)[0]).toContain(expected);
  });

  test("refuses a falling timestamp and judges the next by the last good one", async () => {
    const text = [5, 4, 5, 4].map((timestamp) => line({ timestamp })).join("\n");
    const readings = await read(text);
    expect(readings.map(({ ok }) => ok)).toEqual([true, false, true, false]);
    expect(refusalsOf(readings)[0]).toBe(
      "line 2: timestamp: got 4, expected at least 5, as before",
    );
  });

  test("refuses bytes that are no UTF-8", async () => {
    const readings = await read(Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a));
    expect(refusalsOf(readings)).toEqual(["line 1: record: got 3 bytes, expected UTF-8"]);
  });

  test("skips blank lines and a byte order mark", async () => {
    const readings = await read(`\uFEFF\n \t\r\n${line({})}\n\n`);
    expect(readings).toMatchObject([{ ok: true, event: { line: 3 } }]);
  });

  test("reads a JSON array, naming lines, with brackets in text", async () => {
    const text = `[ ${line({ order_id: "]},\\" })},\n\n  ${line({ price: -1 })} , ${line({})}\n]\n`;
    const readings = await read(text);
    expect(eventsOf(readings).map((event) => [event.line, event.orderId])).toEqual([
      [1, "]},\\"],
      [3, "a"],
    ]);
    expect(refusalsOf(readings)).toEqual(["line 3: price: got -1, expected 0 or more"]);
  });

  test.each([
    ["an empty array", "[ ]", []],
    ["no end", `[${line({})}`, ["line 1: record: got end of input"]],
    ["nothing between commas", `[${line({})},,${line({})}]`, ["line 1: record: got nothing"]],
    ["a comma at the end", `[${line({})},\n]`, ["line 2: record: got nothing"]],
    [
      "something behind",
      `[${line({})}]\n\n x y`,
      ["line 3: record: got x, expected nothing behind"],
    ],
    [
      "a cut element",
      `[${line({})},{"side":]`,
      ['line 1: record: got {"side":]', "line 1: record: got end"],
    ],
  ])("judges an array with %s", async (_, text, expected) => {
    const refusals = refusalsOf(await read(text));
    expect(refusals).toHaveLength(expected.length);
    for (const [n, start] of expected.entries()) expect(refusals[n]).toContain(start);
  });

  test("gives the same events however the bytes are cut", async () => {
    const record = fc.record({
      timestamp: fc.nat(20),
      order_id: fc.string({ minLength: 1 }),
      user_id: fc.string({ minLength: 1 }),
      side: fc.constantFrom("buy", "sell", "neither"),
      price: fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.string()),
      quantity: fc.nat(3),
      action: fc.constantFrom("new", "cancel"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (flow, lines, cut) => {
          const texts = flow.map((item) => JSON.stringify(item));
          const text = lines ? texts.join("\n") : `[${texts.join(",")}]`;
          const readings = await read(text);
          expect(readings).toHaveLength(flow.length);
          expect(await read(text, cut)).toEqual(readings);
        },
      ),
      { numRuns: 50, verbose: true },
    );
  });
});
