import { expect, test } from "vitest";
import * as format from "../../../web/model/format.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import { ASSETS, ScriptedExchange } from "../fixtures/exchange.ts";

const market = new ScriptedExchange(1_700_000_000, 1).market();
const [ether] = ASSETS;

test("prices and quantities keep the places of their steps", () => {
  expect(format.price(market, 10_150)).toBe("101.50");
  expect(format.price(market, 1)).toBe("0.01");
  expect(format.price({ ...market, tickSize: "5" }, 300)).toBe("1,500");
  expect(format.quantity(market, 1_234_500)).toBe("1,234.500");
});

test("amounts are exact up to the largest, without zeros that say nothing", () => {
  expect(format.amount(ether!, 1_000_000_000)).toBe("1");
  expect(format.amount(ether!, 1)).toBe("0.000000001");
  expect(format.amount(ether!, "18446744073709551615")).toBe("18,446,744,073.709551615");
  expect(format.amount({ ...ether!, decimals: 0, scale: "10" }, 5)).toBe("50");
});

test(`random amounts agree with fractions (seed ${SEED})`, () => {
  const random = new Random(SEED, 62);
  for (let n = 0; n < scaled(300); n++) {
    const units = random.below(2 ** 53);
    const decimals = random.below(19);
    const scale = 10n ** BigInt(random.below(7));
    const text = format.amount({ ...ether!, decimals, scale: String(scale) }, units);
    const [whole = "", fraction = ""] = text.replaceAll(",", "").split(".");
    const wei = BigInt(whole) * 10n ** BigInt(decimals) + BigInt(fraction.padEnd(decimals, "0"));
    expect(wei).toBe(BigInt(units) * scale);
    expect(text).not.toMatch(/\.\d*0$/);
  }
});

test("counts and nouns", () => {
  expect(format.plural(1, "order")).toBe("1 order");
  expect(format.plural(1_200, "order")).toBe("1,200 orders");
  expect(format.shortHex(`0x${"ab".repeat(20)}`)).toBe("0xababab…abab");
  expect([format.baseOf(market), format.quoteOf(market)]).toEqual(["ETH", "DUSD"]);
});
