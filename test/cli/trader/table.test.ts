import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJson, Output } from "../../../cli/trader/output.ts";
import { type Column, printable, tableLines } from "../../../cli/trader/table.ts";

interface Row {
  readonly name: string;
  readonly price: string;
  readonly lots: number;
}
const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", of: ({ name }) => name },
  { title: "PRICE", align: "decimal", of: ({ price }) => price },
  { title: "LOTS", align: "right", of: ({ lots }) => String(lots) },
];
const ROWS: readonly Row[] = [
  { name: "a", price: "101.25", lots: 7 },
  { name: "bücher", price: "9", lots: 12_345 },
  { name: "", price: "1000.5", lots: 0 },
];

describe("a table", () => {
  test("has points under points, numbers on the right, and no blanks at the end", () => {
    expect(tableLines(COLUMNS, ROWS)).toEqual([
      "NAME      PRICE   LOTS",
      "a        101.25      7",
      "bücher     9     12345",
      "        1000.5       0",
    ]);
    expect(tableLines(COLUMNS.slice(0, 1), ROWS)).toEqual(["NAME", "a", "bücher", ""]);
  });

  test("without rows has its titles", () => {
    expect(tableLines(COLUMNS, [])).toEqual(["NAME  PRICE  LOTS"]);
  });

  test("keeps every line of any decimals to one place of their points", () => {
    const decimals = fc.array(
      fc
        .tuple(fc.nat(), fc.option(fc.nat()))
        .map(([whole, part]) => (part === null ? `${whole}` : `${whole}.${part}`)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(decimals, (texts) => {
        const column = { title: "", align: "decimal" as const, of: (text: string) => text };
        const lines = tableLines([{ title: "", of: () => "|" }, column], texts).slice(1);
        const ends = lines.map((line) => {
          const point = line.indexOf(".");
          return point < 0 ? line.length : point;
        });
        expect(new Set(ends).size).toBe(1);
        expect(lines.map((line) => line.slice(1).trim())).toEqual(texts);
      }),
    );
  });

  test.each(["\u001b[31m", "a\nb", "\u202egnp", "\u0000", "\u2028"])(
    "lets nothing through that steers a terminal: %j",
    (text) => {
      const [, line = ""] = tableLines([{ title: "N", of: () => text }], [0]);
      expect(line).toContain("\ufffd");
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
      expect(printable("Äthér/DÜSD 中")).toBe("Äthér/DÜSD 中");
    },
  );
});

describe("the output", () => {
  const written = (json: boolean) => {
    const lines: string[] = [];
    const note = (line: string) => lines.push(`note: ${line}`);
    const out = new Output({ json, out: (line) => lines.push(line), note });
    out.rows(ROWS.slice(0, 1), COLUMNS, "nobody");
    out.rows([], COLUMNS, "nobody");
    out.result({ units: 2n ** 70n, ok: true }, "well", "done\u0007");
    out.say("besides");
    out.hint("meanwhile");
    out.note("\u001bbeware");
    return lines;
  };

  test("is tables and sentences for people", () => {
    expect(written(false)).toEqual([
      "NAME   PRICE  LOTS",
      "a     101.25     7",
      "nobody",
      "well",
      "done\ufffd",
      "besides",
      "note: meanwhile",
      "note: \ufffdbeware",
    ]);
  });

  test("is an object a line elsewhere, and nothing where there is none", () => {
    expect(written(true)).toEqual([
      '{"name":"a","price":"101.25","lots":7}',
      '{"units":"1180591620717411303424","ok":true}',
      "note: \ufffdbeware",
    ]);
  });

  test.each([
    [{}, true, false],
    [{}, false, true],
    [{ json: true }, true, true],
    [{ table: true }, false, false],
    [{ json: true, table: true }, true, true],
  ] as const)("given %j on a terminal (%s) is JSON: %s", (options, isTerminal, expected) => {
    expect(isJson(options, isTerminal)).toBe(expected);
  });
});
