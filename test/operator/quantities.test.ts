import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  product,
  quotient,
  readDecimal,
  scaled,
  showDecimal,
} from "../../operator/config/decimal.ts";
import {
  address,
  decimal,
  duration,
  ether,
  readDuration,
} from "../../operator/config/quantities.ts";

const seed = Date.now() % 2 ** 31;
const RUNS = { seed, numRuns: 300 };
const places = fc.integer({ min: 0, max: 12 });
const digits = fc.bigInt({ min: 0n, max: 10n ** 15n });
const text = (n: bigint, at: number): string => {
  const padded = n.toString().padStart(at + 1, "0");
  return at === 0 ? padded : `${padded.slice(0, -at)}.${padded.slice(-at)}`;
};

describe(`decimals (seed ${seed})`, () => {
  test("are read exactly, however they are written", () => {
    fc.assert(
      fc.property(digits, places, (n, at) => {
        const read = readDecimal(text(n, at));
        expect(read).toBeDefined();
        expect(read!.digits * 10n ** 30n).toBe(n * 10n ** 30n);
        expect(read!.places).toBe(at);
        expect(readDecimal(showDecimal(read!))).toBeDefined();
        expect(scaled(readDecimal(showDecimal(read!))!, 12)).toBe(n * 10n ** BigInt(12 - at));
      }),
      RUNS,
    );
  });

  test("divide exactly or not at all", () => {
    fc.assert(
      fc.property(digits, places, fc.bigInt({ min: 1n, max: 10n ** 9n }), places, (n, a, m, b) => {
        const [x, y] = [readDecimal(text(n, a))!, readDecimal(text(m, b))!];
        const [top, bottom] = [n * 10n ** BigInt(b), m * 10n ** BigInt(a)];
        expect(quotient(x, y)).toBe(top % bottom === 0n ? top / bottom : undefined);
        expect(quotient(product(x, y), y)).toBe(quotient(x, { digits: 1n, places: 0 }));
      }),
      RUNS,
    );
  });

  test.each(["", ".5", "5.", "-1", "+1", "1e3", "1_000", " 1", "0x10", "1,5", "9".repeat(41)])(
    "%j is none",
    (given) => {
      expect(readDecimal(given)).toBeUndefined();
    },
  );
});

describe("settings", () => {
  test.each([
    ["7d", 604_800],
    ["1h30m", 5_400],
    ["45s", 45],
    [90, 90],
    ["1d1d", 172_800],
    ["soon", undefined],
    ["", undefined],
    ["1.5h", undefined],
    ["10", undefined],
    [-1, undefined],
    [0.5, undefined],
  ])("a duration %j is %j seconds", (given, seconds) => {
    expect(readDuration(given)).toBe(seconds);
    expect(duration.safeParse(given).success).toBe(seconds !== undefined);
  });

  test.each([
    ["1.5", 15n * 10n ** 17n],
    ["0", 0n],
    ["0.000000000000000001", 1n],
    ["0.0000000000000000001", undefined],
    [1.5, undefined],
  ])("%s ETH is %s wei", (given, wei) => {
    expect(ether.safeParse(given).data).toBe(wei);
  });

  test("a decimal may have to be above zero", () => {
    expect(decimal(false).safeParse("0.0").success).toBe(true);
    expect(decimal(true).safeParse("0.0").error?.issues[0]?.message).toContain("above zero");
  });

  test("an address is 0x and 40 digits, its capitals a checksum", () => {
    const good = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    expect(address.safeParse(good).data).toBe(good.toLowerCase());
    expect(address.safeParse(good.toLowerCase()).data).toBe(good.toLowerCase());
    expect(
      address.safeParse(good.replace("F3", "f3").replace("Fd", "fD")).error?.issues[0]?.message,
    ).toContain("EIP-55");
    expect(address.safeParse("fill in: whom").error?.issues[0]?.message).toContain("placeholders");
    expect(address.safeParse(undefined).success).toBe(false);
  });
});
