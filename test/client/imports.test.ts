import { describe, expect, test } from "vitest";
import { importsOf } from "../tidy/analysis.ts";
import { read } from "../tidy/files.ts";

/** What a program carries that imports the SDK: it must run in a browser. */

/** Packages and node: modules that a file loads, itself and by what it imports, with the file that asks for each. */
function loads(entry: string): Map<string, string> {
  const seen = new Set<string>();
  const found = new Map<string, string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { specifier, target, typeOnly } of importsOf(path, read(path))) {
      if (typeOnly) continue;
      if (target === undefined) found.set(specifier, path);
      else waiting.push(target);
    }
  }
  return found;
}

const mayLoad = (specifier: string): boolean =>
  /^(viem|@noble\/(curves|hashes))(\/|$)/.test(specifier);

describe("the SDK", () => {
  test("loads nothing but viem and @noble, and no module of Node", () => {
    const others = [...loads("client/index.ts")].filter(([specifier]) => !mayLoad(specifier));
    expect(others).toEqual([]);
  });

  test("is told apart from what needs Node", () => {
    expect([...loads("client/node.ts").keys()]).toContain("node:fs/promises");
    expect([...loads("client/exit.ts").keys()]).toContain("@chainsafe/persistent-merkle-tree");
  });
});
