import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_AMOUNT, SIDE } from "#protocol/constants";
import {
  feeCeil,
  feeFloor,
  lockedBy,
  notional,
  productWithin,
  withinAmounts,
} from "#protocol/units";

const amount = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(100_000),
  fc.nat(1_000).map((below) => MAX_AMOUNT - below),
);
const feeBps = fc.integer({ min: 0, max: 1_000 });

/** The same in arbitrary precision. */
const exact = {
  product: (a: number, b: number) => BigInt(a) * BigInt(b),
  feeFloor: (n: bigint, bps: number) => (n * BigInt(bps)) / 10_000n,
  feeCeil: (n: bigint, bps: number) => (n * BigInt(bps) + 9_999n) / 10_000n,
};
const within = (value: bigint): number | undefined =>
  value <= BigInt(MAX_AMOUNT) ? Number(value) : undefined;

describe("units stay exact in 53 bits", () => {
  test("products are right or refused", () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(productWithin(a, b)).toBe(within(exact.product(a, b)));
      }),
      { numRuns: 5_000 },
    );
  });

  test("products just around 2^53 are told apart", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 2 ** 26 }),
        fc.integer({ min: -2, max: 2 }),
        (a, off) => {
          const b = Math.floor(2 ** 53 / a) + off;
          expect(productWithin(a, b)).toBe(within(exact.product(a, b)));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("fees round down and up exactly", () => {
    fc.assert(
      fc.property(amount, feeBps, (n, bps) => {
        expect(BigInt(feeFloor(n, bps))).toBe(exact.feeFloor(BigInt(n), bps));
        expect(BigInt(feeCeil(n, bps))).toBe(exact.feeCeil(BigInt(n), bps));
      }),
      { numRuns: 5_000 },
    );
  });

  const order = fc.record({
    lots: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    tick: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
    baseUnit: amount.filter((n) => n > 0),
    quoteUnit: amount.filter((n) => n > 0),
    feeBps,
  });

  test("locks are right or refused", () => {
    fc.assert(
      fc.property(order, (o) => {
        const cost = BigInt(o.lots) * BigInt(o.tick) * BigInt(o.quoteUnit);
        const buy = within(cost + exact.feeCeil(cost, o.feeBps));
        const sell = within(exact.product(o.lots, o.baseUnit));
        expect(notional(o.lots, o.tick, o.quoteUnit)).toBe(within(cost));
        expect(lockedBy(SIDE.buy, o.lots, o.tick, o)).toBe(buy);
        expect(lockedBy(SIDE.sell, o.lots, o.tick, o)).toBe(sell);
        expect(withinAmounts(o.lots, o.tick, o)).toBe(buy !== undefined && sell !== undefined);
      }),
      { numRuns: 5_000 },
    );
  });

  test("what a partial fill releases always covers what it owes", () => {
    const fill = fc.record({
      lots: fc.integer({ min: 1, max: 100_000 }),
      limit: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
      quoteUnit: fc.integer({ min: 1, max: 10_000 }),
      feeBps,
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      better: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fill, ({ lots, limit, quoteUnit, feeBps: bps, part, better }) => {
        const market = { baseUnit: 1, quoteUnit, feeBps: bps };
        const filled = Math.max(1, Math.floor(lots * part));
        const tick = Math.max(1, Math.floor(limit * better));
        const held = lockedBy(SIDE.buy, lots, limit, market) ?? 0;
        const kept = filled === lots ? 0 : (lockedBy(SIDE.buy, lots - filled, limit, market) ?? 0);
        const cost = filled * tick * quoteUnit;
        expect(held - kept).toBeGreaterThanOrEqual(cost + feeFloor(cost, bps));
      }),
      { numRuns: 10_000 },
    );
  });
});
