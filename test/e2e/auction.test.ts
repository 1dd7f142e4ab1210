import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const example = (name: string): string => here(`../../examples/auction/${name}`);
const folder = mkdtempSync(join(tmpdir(), "walras-auction-"));
afterAll(() => rmSync(folder, { recursive: true }));

function walras(
  args: readonly string[],
  input = "",
): { status: number | null; out: string; err: string } {
  const command = [here("../../bin/walras.js"), "auction", ...args];
  const ran = spawnSync(process.execPath, command, { input, encoding: "utf8" });
  return { status: ran.status, out: ran.stdout, err: ran.stderr };
}

describe("walras auction", () => {
  test("prints the result of a file, and of standard input", () => {
    const fromFile = walras([example("opening.json")]);
    expect(fromFile).toMatchObject({ status: 0, err: "" });
    expect(JSON.parse(fromFile.out)).toMatchObject({
      price: "10.02",
      volume: "700",
      surplus: { side: "buy", quantity: "200" },
    });
    expect(walras([], readFileSync(example("opening.json"), "utf8"))).toEqual(fromFile);
  });

  test("draws in the terminal, beside the result", () => {
    const { out, err } = walras([example("opening.json"), "--chart"]);
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    expect(err).toMatchInlineSnapshot(`
      "  price |                                                     | demand  supply
        10.07 |D                             SSSSSSSSSSSSSS         |      0    1500
        10.06 |DDDDD                         S                      |    150    1050
        10.05 |    DDDDDDD                   S                      |    350    1050
        10.03 |          DDDDDDDD  SSSSSSSSSSS                      |    600    1050
      > 10.02 |--------------SSSXXXXDDDDDD--------------------------|    900     700
        10.00 |          SSSSS           DDDDDDDDDDDD               |   1300     500
         9.98 |  SSSSSSSSS                          D               |   1300     350
         9.97 |  S                                  DDDDDDDDDDDDDDDD|   1800     100
         9.95 |SSS                                                 D|   1800     100

      700 trade at 10.02; 200 left to buy.
      "
    `);
  });

  test.each(["opening", "market-orders"])("draws the committed chart of %s", (name) => {
    const chart = join(folder, `${name}.svg`);
    expect(walras([example(`${name}.json`), "--chart", chart]).status).toBe(0);
    expect(readFileSync(chart, "utf8")).toBe(readFileSync(example(`${name}.svg`), "utf8"));
  });

  test("draws an auction without a cross, and one without a price", () => {
    const apart = { id: "b", side: "buy", price: "1", quantity: "1" };
    const orders = [apart, { ...apart, id: "s", side: "sell", price: "2" }];
    const crossless = walras(["--chart"], JSON.stringify({ tickSize: "1", orders }));
    expect(crossless).toMatchObject({
      status: 0,
      err: expect.stringContaining("Nothing crosses."),
    });
    expect(JSON.parse(crossless.out)).toEqual({
      price: null,
      volume: "0",
      surplus: null,
      fills: [],
    });
    const empty = walras(["--chart"], '{"tickSize":"1","orders":[]}');
    expect(empty).toMatchObject({ status: 0, err: expect.stringContaining("no curve") });
  });

  test.each([
    ["what is no auction", [], "[]", "walras auction: auction: got"],
    ["a file that is not there", [join(folder, "none.json")], "", "no such file"],
    ["a chart over the input", ["--chart", example("opening.json")], "", "ends in .svg"],
    ["an unknown option", ["--band"], "", "unknown option"],
  ])("refuses %s with exit code 2 and no result", (_, args, input, message) => {
    const { status, out, err } = walras(args, input);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(message);
  });
});
