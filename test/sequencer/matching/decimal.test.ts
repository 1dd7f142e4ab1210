import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal } from "../../../sequencer/matching/decimal.ts";

const most = Number.MAX_SAFE_INTEGER;

describe("parseDecimal", () => {
  test.each([
    ["0", 8, 0],
    ["-0", 8, 0],
    ["0.00000001", 8, 1],
    ["0.1", 8, 10_000_000],
    ["100.10", 2, 10_010],
    ["1.50000000000000000000", 8, 150_000_000],
    ["1e3", 0, 1_000],
    ["1.5e-7", 8, 15],
    ["12e-1", 1, 12],
    ["90071992.54740991", 8, most],
    ["9007199254740991", 0, most],
    ["0e99", 8, 0],
  ])("%s with %i places is %i units", (text, places, units) => {
    expect(parseDecimal(text, places)).toEqual({ ok: true, units });
  });

  test.each([
    ["", "a decimal number"],
    ["ten", "a decimal number"],
    ["+1", "a decimal number"],
    ["01", "a decimal number"],
    [".5", "a decimal number"],
    ["1.", "a decimal number"],
    ["1e9999", "a decimal number"],
    ["0x10", "a decimal number"],
    ["1 ", "a decimal number"],
    ["NaN", "a decimal number"],
    ["-1", "0 or more"],
    ["-0.00000001", "0 or more"],
    ["0.000000001", "at most 8 decimals"],
    ["1e-9", "at most 8 decimals"],
    ["90071992.54740992", "at most 90071992.54740991"],
    ["1e999", "at most 90071992.54740991"],
    ["1".repeat(65), "at most 64 characters"],
  ])("refuses %j: %s", (text, expected) => {
    expect(parseDecimal(text, 8)).toEqual({ ok: false, expected });
  });

  test("reads back what formatDecimal wrote", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(12), fc.nat(4), (units, places, least) => {
        const text = formatDecimal(units, places, Math.min(least, places));
        expect(parseDecimal(text, places)).toEqual({ ok: true, units });
      }),
      { verbose: true },
    );
  });
});

test("formatDecimal shows the decimals asked for and no needless ones", () => {
  expect(formatDecimal(200_000, 2)).toBe("2000");
  expect(formatDecimal(200_000, 2, 2)).toBe("2000.00");
  expect(formatDecimal(5, 3)).toBe("0.005");
  expect(formatDecimal(-1_250n, 3)).toBe("-1.25");
  expect(formatDecimal(7, 0)).toBe("7");
});
