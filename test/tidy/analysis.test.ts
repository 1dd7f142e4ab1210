import { describe, expect, test } from "vitest";
import { importsOf, impuritiesOf } from "./analysis.ts";

describe("impuritiesOf", () => {
  test.each([
    ["const a = Date.now();", "Date (the clock)"],
    ["const a = Math.random();", "Math.random (randomness)"],
    ["const a = process.env;", "process (the process and its environment)"],
    ["async function f() {}", "async"],
    ["const a = await b;", "await"],
    ["let a: Promise<void>;", "Promise (asynchronous code)"],
    ["a.sort();", ".sort() without a comparator"],
    ["a.toSorted();", ".toSorted() without a comparator"],
    ["const a = b as any;", "as any"],
    ["const a = import.meta.url;", "import.meta (the surroundings)"],
  ])("reports %s", (source, what) => {
    expect(impuritiesOf("a.ts", source)).toEqual([`1: ${what}`]);
  });

  test("passes what only looks alike", () => {
    const source =
      '// Date, await\nconst envelope = "Math.random";\na.sort((x, y) => x - y);\nb(new.target);\n';
    expect(impuritiesOf("a.ts", source)).toEqual([]);
  });
});

describe("importsOf", () => {
  test.each([
    ['import { a } from "./b.ts";', "x/b.ts", false],
    ['import type { a } from "../b.ts";', "b.ts", true],
    ['import { type a, type c } from "./b.ts";', "x/b.ts", true],
    ['import { type a, c } from "./b.ts";', "x/b.ts", false],
    ['import "./b.ts";', "x/b.ts", false],
    ['export { a } from "./b.ts";', "x/b.ts", false],
    ['export type { a } from "./b.ts";', "x/b.ts", true],
    ['const a = await import("./b.ts");', "x/b.ts", false],
    ['type A = import("./b.ts").A;', "x/b.ts", true],
    ['new Worker(new URL("./b.js", import.meta.url));', "x/b.ts", false],
    ['import { a } from "#protocol/b";', "circuits-free-verifier/protocol/b.ts", false],
    ['import { a } from "#l1/c/b";', "circuits-free-verifier/l1/c/b.ts", false],
    ['import { a } from "node:fs";', undefined, false],
  ])("reads %s", (source, target, typeOnly) => {
    const found = importsOf("x/a.ts", source).map((i) => [i.target, i.typeOnly]);
    expect(found).toEqual([[target, typeOnly]]);
  });

  test("sees no import in a comment, a string or a URL of another kind", () => {
    const source = '// import "./a.ts"\nconst a = \'import "./b.ts"\';\nnew URL("./c.json", d);\n';
    expect(importsOf("x/a.ts", source)).toEqual([]);
  });
});
