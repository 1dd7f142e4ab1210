import { describe, expect, test } from "vitest";
import {
  decimalOf,
  lotSizeOf,
  quotientOf,
  scaledDecimal,
  tickSizeOf,
  tokensOf,
} from "../../../sequencer/api/decimals.ts";
import { checkListing } from "../../../sequencer/api/listing.ts";
import { ConfigError } from "../../../sequencer/config.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import { deployment } from "../coreFixture.ts";
import { listing } from "./smallExchange.ts";

/** The fraction that a decimal is, by its digits alone. */
function fraction(decimal: string): { readonly n: bigint; readonly d: bigint } {
  const [whole = "", behind = ""] = decimal.split(".");
  return { n: BigInt(whole + behind), d: 10n ** BigInt(behind.length) };
}

const big = (random: Random): bigint => BigInt(random.magnitude(2 ** 53 - 1));

describe(`decimals are exact, seed ${SEED}`, () => {
  const random = new Random(SEED, 1);

  test("n / 10^places", () => {
    for (let n = 0; n < scaled(2_000); n++) {
      const value = big(random) * big(random);
      const places = random.below(37);
      const text = decimalOf(value, places);
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      const { n: top, d } = fraction(text);
      expect(top * 10n ** BigInt(places)).toBe(value * d);
    }
  });

  test("n / d where it ends, and only there", () => {
    for (let n = 0; n < scaled(2_000); n++) {
      const [top, bottom] = [big(random), BigInt(random.magnitude(10_000))];
      const text = quotientOf(top, bottom);
      let rest = bottom / gcd(top, bottom);
      for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
      expect(text !== undefined).toBe(rest === 1n);
      if (text === undefined) continue;
      const { n: known, d } = fraction(text);
      expect(known * bottom).toBe(top * d);
    }
  });

  test("a price is its tick times the tick's size", () => {
    for (let n = 0; n < scaled(500); n++) {
      const size = decimalOf(big(random), random.below(30));
      const tick = random.magnitude(2 ** 20 - 1);
      const { n: top, d } = fraction(scaledDecimal(size, tick));
      const { n: of, d: under } = fraction(size);
      expect(top * under).toBe(of * BigInt(tick) * d);
    }
  });

  test("0 and whole numbers have no point", () => {
    expect(decimalOf(0n, 18)).toBe("0");
    expect(decimalOf(5n * 10n ** 18n, 18)).toBe("5");
    expect(tokensOf(2 ** 53 - 1, 10n ** 9n, 18)).toBe("9007199.254740991");
  });
});

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

describe("the listing", () => {
  test("gives tick and lot in whole tokens", () => {
    // 7 quote units of 10^9 wei of 18 decimals for 10 base units of a token without decimals.
    expect(tickSizeOf(deployment, listing, 0)).toBe("0.0000000007");
    expect(lotSizeOf(deployment, listing, 0)).toBe("10");
    expect(tickSizeOf(deployment, listing, 1)).toBe("100");
    expect(lotSizeOf(deployment, listing, 1)).toBe("0.01");
  });

  test("is refused where a tick is no decimal that ends", () => {
    const [market] = deployment.markets;
    const odd = { ...deployment, markets: [{ ...market!, baseUnit: 3 }] };
    expect(() => checkListing(odd, listing)).toThrow(ConfigError);
  });

  test("is refused with all that is wrong at once", () => {
    const assets = [
      { symbol: "E,TH", decimals: 37 },
      { symbol: "", decimals: 1.5 },
    ];
    try {
      checkListing(deployment, { ...listing, assets });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as ConfigError).faults.map(({ setting }) => setting)).toEqual([
        "assets",
        "assets.0.symbol",
        "assets.0.decimals",
        "assets.1.symbol",
        "assets.1.decimals",
      ]);
    }
  });
});
