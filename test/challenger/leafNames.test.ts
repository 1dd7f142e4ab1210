import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nameLeaf } from "../../circuits-free-verifier/challenger/leafNames.ts";

type Row = Readonly<Record<string, number>>;
type Families = "signers" | "balances" | "markets" | "levels" | "orders" | "expiry" | "bitmaps";
const vectors: Record<Families, readonly Row[]> & {
  readonly header: readonly { readonly name: string; readonly gindex: number }[];
} = JSON.parse(readFileSync(new URL("../vectors/gindices.json", import.meta.url), "utf8"));

describe("every leaf of the vectors gets its name", () => {
  test("header", () => {
    for (const { name, gindex } of vectors.header)
      expect(nameLeaf(gindex)).toEqual({ kind: "header", leaf: name });
    expect(nameLeaf(39)).toEqual({ kind: "header", leaf: "unused" });
  });

  test.each(vectors.signers)("signer of account $account", ({ account, gindex = 0 }) => {
    expect(nameLeaf(gindex)).toEqual({ kind: "signer", account });
  });

  test.each(vectors.balances)("asset $asset of account $account", (row) => {
    const { gindex = 0, ...rest } = row;
    expect(nameLeaf(gindex)).toEqual({ kind: "balance", ...rest });
  });

  test.each(vectors.markets)("market $market", ({ market, params = 0, last = 0 }) => {
    expect(nameLeaf(params)).toEqual({ kind: "params", market });
    expect(nameLeaf(last)).toEqual({ kind: "last", market });
  });

  test.each(vectors.levels)("level $market $side $tick", (row) => {
    const { market, side, tick, gindex = 0 } = row;
    expect(nameLeaf(gindex)).toEqual({ kind: "level", market, side, tick });
  });

  test.each(vectors.orders)("order $side $tick $position", (row) => {
    const { market, side, tick, position = 0, gindex = 0 } = row;
    const place = { position: position % 2 ** 16 };
    expect(nameLeaf(gindex)).toEqual({ kind: "order", market, side, tick, ...place });
  });

  test.each(vectors.expiry)("count of slot $slot", ({ slot = 0, table = 0, count = 0 }) => {
    const expected = { kind: "expiryCount", table: table - 14, slot: slot % 2 ** 20 };
    expect(nameLeaf(count)).toEqual(expected);
  });

  test.each(vectors.bitmaps)("bitmap word of key $key", (row) => {
    const { key = 0, low = 0, middle = 0, top = 0 } = row;
    const ticks = { kind: "ticks", market: 0, side: 0 };
    expect(nameLeaf(low)).toEqual({ ...ticks, storey: 0, word: Math.floor(key / 256) });
    expect(nameLeaf(middle)).toEqual({ ...ticks, storey: 1, word: Math.floor(key / 65_536) });
    expect(nameLeaf(top)).toEqual({ ...ticks, storey: 2, word: 0 });
  });

  test.each([0, 1])("bitmap words of expiry table %i", (table) => {
    const root = (14 + table) * 2 + 1;
    const slots = { kind: "expirySlots", table };
    expect(nameLeaf(root * 2 * 4096 + 4095)).toEqual({ ...slots, storey: 0, word: 4095 });
    expect(nameLeaf((root * 4 + 2) * 16 + 9)).toEqual({ ...slots, storey: 1, word: 9 });
    expect(nameLeaf(root * 4 + 3)).toEqual({ ...slots, storey: 2, word: 0 });
  });
});

test("inner nodes and what lies below leaves have no name", () => {
  const leaves = Object.values(vectors).flatMap((rows) =>
    rows.flatMap((row) => ("gindex" in row ? [Number(row.gindex)] : [])),
  );
  for (const gindex of [0, 1, 2, 3, ...leaves.map((leaf) => Math.floor(leaf / 2))])
    expect(nameLeaf(gindex), String(gindex)).toBeUndefined();
  for (const gindex of leaves.filter((leaf) => leaf < 2 ** 40))
    expect(nameLeaf(gindex * 2), String(gindex * 2)).toBeUndefined();
});
