import { describe, expect, test } from "vitest";
import { MAX_AMOUNT, MAX_LOTS } from "#protocol/constants";
import {
  BadRequest,
  formatAmount,
  formatPrice,
  formatQuantity,
  NotAMultiple,
  parseAmount,
  parsePrice,
  parseQuantity,
} from "../../client/index.ts";
import { Random, SEED, scaled } from "../reference/random.ts";

const market = { symbol: "ETH/DUSD", tickSize: "0.25", lotSize: "0.001" };
const ether = { symbol: "ETH", decimals: 18, scale: "1000000000" };

/** A decimal as numerator over a power of ten, by string arithmetic of its own. */
function fraction(text: string): { readonly n: bigint; readonly d: bigint } {
  const [whole = "", rest = ""] = text.split(".");
  return { n: BigInt(whole + rest), d: 10n ** BigInt(rest.length) };
}

describe("decimals", () => {
  test.each([
    ["101.25", 405],
    ["0.25", 1],
    ["101.250000", 405],
    ["00101.25", 405],
    ["262143.75", 1_048_575],
  ])("takes price %s as %i ticks", (text, tick) => {
    expect(parsePrice(text, market)).toBe(tick);
  });

  test.each([
    ["101.3", ["101.25", "101.5"]],
    ["0.1", ["0.25"]],
    ["262143.9", ["262143.75"]],
  ])("refuses price %s and names %j", (text, nearest) => {
    expect(() => parsePrice(text, market)).toThrow(NotAMultiple);
    try {
      parsePrice(text, market);
    } catch (error) {
      expect((error as NotAMultiple).nearest).toEqual(nearest);
      for (const price of nearest) expect((error as Error).message).toContain(price);
    }
  });

  test.each(["", "0", "-1", "+1", "1e3", "1,5", ".5", "5.", " 1", "0x1", "NaN", "٣", "262144"])(
    "refuses %j as a price",
    (text) => {
      expect(() => parsePrice(text, market)).toThrow(BadRequest);
    },
  );

  test("takes what is largest, and nothing beyond", () => {
    expect(parseQuantity("4294967.295", market)).toBe(MAX_LOTS);
    expect(() => parseQuantity("4294967.296", market)).toThrow(BadRequest);
    expect(parseAmount("9007199.254740991", ether)).toBe(MAX_AMOUNT);
    expect(() => parseAmount("9007199.254740992", ether)).toThrow(BadRequest);
    expect(() => parseAmount("0.0000000001", ether)).toThrow(NotAMultiple);
  });

  test("writes amounts, negative ones and totals beyond 2^53 too", () => {
    expect(formatAmount(-1_500_000_000, ether)).toBe("-1.5");
    expect(formatAmount(2n ** 64n - 1n, ether)).toBe("18446744073.709551615");
    expect(formatAmount(0, ether)).toBe("0");
    expect(formatAmount(7, { decimals: 0, scale: "5" })).toBe("35");
  });

  test(`comes back from its text, and is that many steps exactly (seed ${SEED})`, () => {
    const random = new Random(SEED, 41);
    for (let n = 0; n < scaled(2_000); n++) {
      const places = random.below(12);
      const step = String(random.between(1, 10_000)).padStart(places + 1, "0");
      const size = places === 0 ? step : `${step.slice(0, -places)}.${step.slice(-places)}`;
      const sizes = { symbol: "A/B", tickSize: size, lotSize: size };
      const [tick, lots] = [random.between(1, 2 ** 20 - 1), random.magnitude(MAX_LOTS)];
      const [price, quantity] = [formatPrice(tick, sizes), formatQuantity(lots, sizes)];
      expect(parsePrice(price, sizes)).toBe(tick);
      expect(parseQuantity(quantity, sizes)).toBe(lots);
      const [given, unit] = [fraction(quantity), fraction(size)];
      expect(given.n * unit.d).toBe(BigInt(lots) * unit.n * given.d);
    }
  });
});
