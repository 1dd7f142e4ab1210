import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { flowFile } from "../../bench/formats/flowFiles.ts";
import {
  type Flow,
  TUPLE_ARRAY,
  TUPLE_LINES,
  textOf,
  W1_MESSAGES,
  W1_SPARSE_MESSAGES,
} from "../../bench/formats/flows.ts";
import { expectedTrades, writtenTrades } from "../../bench/formats/trades.ts";
import { makeStream, W1 } from "../../bench/matching/w1.ts";
import { run } from "../sequencer/matching/formats/flows.ts";

const folder = mkdtempSync(join(tmpdir(), "walras-flows-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A short stream of W1's kind, and the flows that are made of it. */
const words = makeStream({ ...W1, prefill: 2_000, messages: 8_000 });
const short = (flow: Flow): Flow => ({
  ...flow,
  records: flow.format === "tuples" ? 5_000 : 10_000,
});
const bytesOf = (flow: Flow): string => [...textOf(flow, words)].join("");

describe.each([W1_MESSAGES, W1_SPARSE_MESSAGES, TUPLE_LINES, TUPLE_ARRAY].map(short))(
  "the flow $name",
  (flow) => {
    test("has its records and makes the trades that the engine makes without any text", () => {
      const text = bytesOf(flow);
      const records = text.split("\n").filter((line) => /order-/.test(line));
      expect(records).toHaveLength(flow.records);
      const { lines, refusals } = run(text, { format: flow.format });
      expect(refusals).toEqual([]);
      const file = join(folder, flow.name);
      writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
      const expected = expectedTrades(flow, words);
      expect(expected.count).toBeGreaterThan(500);
      expect(writtenTrades(flow, file)).toEqual(expected);
    });

    test("is refused if its SHA-256 is not the stated one", () => {
      expect(() => flowFile(folder, flow, words)).toThrow(/SHA-256 .* expected/);
    });
  },
);

test("are written as the formats are described", () => {
  const first = (flow: Flow): string => textOf(short(flow), words).next().value?.slice(0, 130);
  expect(first(W1_MESSAGES)).toMatch(
    /^{"type":"order","order_id":"order-2654435761","timestamp":1678886400000,"price":6\d{12},"quantity":\d+,"side":"\w+"}\n/,
  );
  expect(first(W1_SPARSE_MESSAGES)).toMatch(/"price":1000\d{9},/);
  expect(first(TUPLE_LINES)).toMatch(/^\("order-\d+","user-0","\w+",\d{5},\d+,1\)\n/);
  expect(first(TUPLE_ARRAY)).toMatch(/^\[\n\["order-\d+","user-0","\w+",\d{5},\d+,1\],\n\["order-/);
});
