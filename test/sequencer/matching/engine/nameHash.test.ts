import { describe, expect, test } from "vitest";
import { breaches } from "../../../../sequencer/matching/engine/invariants.ts";
import { NamedMarket } from "../../../../sequencer/matching/engine/namedMarket.ts";
import { NameHash, processHash } from "../../../../sequencer/matching/engine/nameHash.ts";
import { CANCELLED, RESTS, UNKNOWN } from "../../../../sequencer/matching/engine/outcomes.ts";
import { BUY } from "../../../../sequencer/matching/engine/units.ts";
import { halfSipHash } from "../../../reference/halfSipHash.ts";
import { Random, SEED } from "../../../reference/random.ts";

const encoder = new TextEncoder();

/** FNV-1a going on from a state: what a table without a key could use, and anybody can turn against it. */
function fnv(state: number, text: string): number {
  let hash = state;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 16_777_619);
  return hash;
}

const FNV_START = 0x811c_9dc5 | 0;

/** Two texts that bring FNV-1a from one state to the same other one. */
function pairFrom(state: number): [string, string] {
  const seen = new Map<number, string>();
  for (let n = 0; ; n++) {
    const text = (Math.imul(n, 0x9e37_79b1) >>> 0).toString(16).padStart(8, "0");
    const reached = fnv(state, text);
    const other = seen.get(reached);
    if (other !== undefined) return [other, text];
    seen.set(reached, text);
  }
}

/** 2^pairs names of one hash: each way through a chain of pairs is one. */
function collidingNames(pairs: number): string[] {
  let names = [""];
  let state = FNV_START;
  for (let n = 0; n < pairs; n++) {
    const [a, b] = pairFrom(state);
    names = names.flatMap((name) => [name + a, name + b]);
    state = fnv(state, a);
  }
  return names;
}

const hashOf = (hash: NameHash, name: string): number => {
  const bytes = encoder.encode(`!${name}!`);
  return hash.of(bytes, 1, bytes.length - 1);
};

describe(`the hash of names (WALRAS_SEED=${SEED})`, () => {
  test("the oracle gives the authors' values of HalfSipHash-2-4", () => {
    const key = [0x0302_0100, 0x0706_0504] as const;
    expect(halfSipHash(2, 4, key, Uint8Array.of())).toBe(0x5b9f_35a9);
    expect(halfSipHash(2, 4, key, Uint8Array.of(0))).toBe(0xb85a_4727);
  });

  test("it is HalfSipHash-1-3", () => {
    const random = new Random(SEED, 0);
    for (let n = 0; n < 2_000; n++) {
      const key = [random.below(2 ** 32), random.below(2 ** 32)] as const;
      const bytes = random.bytes(random.below(n % 10 === 0 ? 513 : 24));
      expect(new NameHash(key).of(bytes, 0, bytes.length) >>> 0).toBe(
        halfSipHash(1, 3, key, bytes),
      );
    }
  });

  test("names that were made to meet under a hash without a key do not meet under this one", () => {
    const names = collidingNames(12);
    expect(new Set(names.map((name) => fnv(FNV_START, name))).size).toBe(1);
    const hashes = new Set(names.map((name) => hashOf(new NameHash([SEED, 1]), name)));
    // Of 4,096 random hashes, five are alike once in 10^17 keys.
    expect(hashes.size).toBeGreaterThan(names.length - 5);

    const market = new NamedMarket();
    for (const name of names) expect(market.place(name, BUY, 5, 1)).toBe(RESTS);
    expect(breaches(market.engine)).toEqual([]);
    for (const name of names) expect(market.cancel(name)).toBe(CANCELLED);
  });

  test("two keys give two hashes, and the process has one of its own", () => {
    const names = Array.from({ length: 100 }, (_, n) => `order-${n}`);
    const under = (hash: NameHash): number[] => names.map((name) => hashOf(hash, name));
    const all = [new NameHash([1, 2]), new NameHash([1, 3]), new NameHash([0, 2]), processHash];
    expect(new Set(all.flatMap(under)).size).toBeGreaterThan(all.length * names.length - 5);
  });

  test("names that meet all the same are told apart", () => {
    const hash = new NameHash([SEED, 2]);
    const seen = new Map<number, string>();
    let pair: [string, string] | undefined;
    for (let n = 0; pair === undefined; n++) {
      const name = `n${n}`;
      const other = seen.get(hashOf(hash, name));
      if (other !== undefined) pair = [other, name];
      seen.set(hashOf(hash, name), name);
    }
    const [a, b] = pair;
    const market = new NamedMarket({ hash });
    expect(market.place(a, BUY, 5, 1)).toBe(RESTS);
    expect(market.cancel(b)).toBe(UNKNOWN);
    expect(market.place(b, BUY, 5, 1)).toBe(RESTS);
    expect(market.cancel(a)).toBe(CANCELLED);
    expect([...market.walk(BUY)].map(({ id }) => id)).toEqual([b]);
  });
});
