import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { bigintToBytes, bytesToBigint } from "#protocol/bytes";
import { CURVE_ORDER } from "#protocol/constants";
import {
  type Group,
  lagrangeAtZero,
  smallScalar,
} from "../../circuits-free-verifier/crypto/group.ts";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import { createNativeGroup } from "../../circuits-free-verifier/crypto/nativeGroup.ts";
import { createPureGroup } from "../../circuits-free-verifier/crypto/pureGroup.ts";
import { SEED } from "../reference/random.ts";

const native = createNativeGroup();
const pure = createPureGroup();
const word = (value: bigint): Uint8Array => bigintToBytes(value, 32);
const edges = [0n, 1n, 2n, CURVE_ORDER - 1n].map(word);
const scalar = fc.oneof(
  fc.bigInt({ min: 0n, max: CURVE_ORDER - 1n }).map(word),
  fc.constantFrom(...edges),
);
const beyond = fc.constantFrom(word(CURVE_ORDER), word(2n ** 256n - 1n), new Uint8Array(31));
const check = (property: fc.IProperty<never> | fc.IPropertyWithHooks<never>): void =>
  fc.assert(property, { seed: SEED, numRuns: 100 });

describe("native and pure arithmetic agree", () => {
  test("on multiples and sums of points", () => {
    check(
      fc.property(scalar, scalar, (a, b) => {
        const [p, q] = [native.pointOf(a), native.pointOf(b)];
        expect(pure.pointOf(a)).toEqual(p);
        if (p === undefined || q === undefined) return;
        expect(pure.multiply(p, b)).toEqual(native.multiply(p, b));
        expect(pure.sum([p, q, p])).toEqual(native.sum([p, q, p]));
        expect(native.sum([p, q])).toEqual(native.pointOf(native.addScalars(a, b)));
        expect(native.multiply(p, b)).toEqual(native.pointOf(native.multiplyScalars(a, b)));
      }) as never,
    );
  });

  test("on scalars, zero included", () => {
    check(
      fc.property(scalar, scalar, (a, b) => {
        const sum = word((bytesToBigint(a) + bytesToBigint(b)) % CURVE_ORDER);
        const product = word((bytesToBigint(a) * bytesToBigint(b)) % CURVE_ORDER);
        for (const group of [native, pure]) {
          expect(group.addScalars(a, b)).toEqual(sum);
          expect(group.multiplyScalars(a, b)).toEqual(product);
        }
      }) as never,
    );
  });

  test("on what has no answer", () => {
    const point = native.pointOf(word(5n)) as Uint8Array;
    const minus = native.pointOf(word(CURVE_ORDER - 5n)) as Uint8Array;
    for (const group of [native, pure] satisfies Group[]) {
      fc.assert(
        fc.property(beyond, (bad) => {
          expect(group.pointOf(bad)).toBeUndefined();
          expect(group.multiply(point, bad)).toBeUndefined();
        }),
      );
      expect(group.multiply(point, word(0n))).toBeUndefined();
      expect(group.sum([point, minus])).toBeUndefined();
      expect(group.sum([])).toBeUndefined();
      expect(group.sum([point, new Uint8Array(33)])).toBeUndefined();
      expect(group.sum([new Uint8Array(65)])).toBeUndefined();
      expect(group.multiply(new Uint8Array(33).fill(255), word(1n))).toBeUndefined();
    }
  });
});

test("weights read a polynomial at 0", () => {
  const value = (x: number): bigint => 11n + 5n * BigInt(x) + 3n * BigInt(x) ** 2n;
  const indices = [2, 7, 4];
  const sum = lagrangeAtZero(indices).reduce<Uint8Array>(
    (total, weight, n) =>
      pure.addScalars(total, pure.multiplyScalars(weight, word(value(indices[n] as number)))),
    smallScalar(0),
  );
  expect(bytesToBigint(sum)).toBe(11n);
});

test("loading falls back to plain JavaScript and says so in one line", async () => {
  vi.doMock("../../circuits-free-verifier/crypto/nativeGroup.ts", () => ({
    createNativeGroup: () => {
      throw new TypeError("no binary for this machine\nat some place");
    },
  }));
  const lines: string[] = [];
  expect((await loadGroup((line) => lines.push(line))).name).toBe("pure");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("no binary for this machine");
  vi.doUnmock("../../circuits-free-verifier/crypto/nativeGroup.ts");
});
