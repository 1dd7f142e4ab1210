import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexToBytes, toHex } from "#protocol/bytes";
import { computeShuffledIndex, shuffleSeed } from "#protocol/shuffle";
import { naiveOrder } from "../reference/shuffle.ts";
import { IMPLEMENTATIONS, vectorsOf } from "./vectorFile.ts";

const { cases } = vectorsOf<{
  cases: { count: number; key: string; envelopeRoot: string; seed: string; order: number[] }[];
}>("shuffle.json");

describe.each(IMPLEMENTATIONS)("shuffle vectors, %s", (_, crypto) => {
  test.each(cases)("$count envelopes", ({ count, key, envelopeRoot, seed: hex, order }) => {
    const seed = shuffleSeed(crypto, hexToBytes(key), hexToBytes(envelopeRoot));
    expect(toHex(seed)).toBe(hex);
    expect([...crypto.shuffle(count, seed)]).toEqual(order);
    for (const position of [0, 1, 254, 255, 256, count - 1].filter((p) => p >= 0 && p < count)) {
      expect(computeShuffledIndex(crypto, position, count, seed)).toBe(order[position]);
    }
  });

  test("is the specification's for any seed and count", () => {
    const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 600 }), (seed, count) => {
        const order = [...crypto.shuffle(count, seed)];
        expect(order).toEqual(naiveOrder(count, seed));
        expect([...order].sort((a, b) => a - b)).toEqual(order.map((_sealed, n) => n));
      }),
      { numRuns: 5 },
    );
  });
});

test("the direction matters: an order differs from its inverse", () => {
  const { order } = cases.find(({ count }) => count === 255)!;
  const inverse = order.map((_, sealed) => order.indexOf(sealed));
  expect(inverse).not.toEqual(order);
});
