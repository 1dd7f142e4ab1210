import { describe, expect, test } from "vitest";
import { Names } from "../../../cli/trader/listing.ts";
import { ASSETS, MARKETS, names } from "./fixture.ts";

describe("a market", () => {
  test.each([
    [undefined, undefined, 0],
    ["eth/dusd", undefined, 0],
    ["ETH/DUSD", "eth", 0],
    [undefined, "ETH", 0],
  ])("named %s with base %s is the only one", (named, base, market) => {
    expect(names().market(named, base).market).toBe(market);
  });

  const two = new Names({
    assets: ASSETS,
    markets: [...MARKETS, { ...MARKETS[0]!, market: 1, symbol: "DUSD/ETH", base: 1, quote: 0 }],
  });

  test("is found by its base where there are more", () => {
    expect(two.market(undefined, "DUSD").market).toBe(1);
    expect(two.market("DUSD/ETH").market).toBe(1);
  });

  test.each([
    [undefined, undefined, /2 that it may be.*ETH\/DUSD, DUSD\/ETH/],
    ["BTC/DUSD", undefined, /0 \(ETH\/DUSD\), 1 \(DUSD\/ETH\)/],
    [undefined, "BTC", /0 \(ETH\), 1 \(DUSD\)/],
    ["ETH/DUSD", "DUSD", /quantities in ETH/],
  ])("named %s with base %s is refused", (named, base, said) => {
    expect(() => two.market(named, base)).toThrow(said);
  });

  test("is refused by what is the base of none", () => {
    expect(() => names().market(undefined, "DUSD")).toThrow(/none of base DUSD.*one of: ETH\/DUSD/);
    const none = new Names({ assets: ASSETS, markets: [] });
    expect(() => none.market(undefined)).toThrow(/none is listed/);
  });
});

test("numbers are exact decimals", () => {
  const all = names();
  expect(all.price(10_125, 0)).toBe("101.25");
  expect(all.quantity(1, 0)).toBe("0.001");
  expect(all.amount(2n ** 60n, 0)).toBe("1152921504.606846976");
  expect(all.amount(1, 1)).toBe("0.000001");
});
