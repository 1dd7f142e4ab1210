import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** The table of powers in PROTOCOL.md names a test for each entry: every one of them must be there. */

const text = readFileSync(new URL("../../PROTOCOL.md", import.meta.url), "utf8");
const section = /## 7\. Powers\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";

/** Each quoted name with the file that was named last before it. */
function named(): { file: string; name: string }[] {
  const found: { file: string; name: string }[] = [];
  let file = "";
  for (const [, path, name] of section.matchAll(/`([\w/]+\.(?:test\.ts|t\.sol))`|"([^"]+)"/g)) {
    if (path !== undefined) file = path;
    else if (name !== undefined && file !== "") found.push({ file, name });
  }
  return found;
}

describe("the table of powers", () => {
  test("names tests", () => {
    expect(named().length).toBeGreaterThan(30);
  });

  test.each(named())("$file has $name", ({ file, name }) => {
    const path = new URL(`../${file}`, import.meta.url);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain(name);
  });
});
