import { describe, expect, test } from "vitest";
import { readAuction } from "../../../sequencer/auction/readAuction.ts";
import { AuctionRefusal } from "../../../sequencer/auction/refusal.ts";

const good = { id: "a", side: "buy", price: "10.00", quantity: "1" };
const auction = (change: object, ...orders: object[]): string =>
  JSON.stringify({ tickSize: "0.01", referencePrice: "10", orders, ...change });
const order = (change: object): string => auction({}, { ...good, ...change });

describe("refused", () => {
  test.each([
    ["no JSON", "{", "json", "auction", "a name at character 2"],
    ["no object", "[]", "json", "auction", "a JSON object"],
    ["a number that is none", '{"tickSize":01}', "json", "auction", "character"],
    [
      "an unknown field",
      auction({ refPrice: "1" }),
      "field",
      "refPrice",
      "one of tickSize, referencePrice, orders",
    ],
    ["no orders", '{"tickSize":"1"}', "field", "orders", "a list of orders"],
    [
      "an order that is no object",
      '{"tickSize":"1","orders":[1]}',
      "json",
      "orders[0]",
      "a JSON object",
    ],
    ["no id", order({ id: "" }), "field", "orders[0].id", "text of 1 … 128 characters"],
    ["an id twice", auction({}, good, good), "duplicate-id", "orders[1].id", "an id used once"],
    ["an unknown side", order({ side: "BUY" }), "side", "orders[0].side", '"buy" or "sell"'],
    ["no tick size", '{"orders":[]}', "price", "tickSize", "a decimal number"],
    ["tick size 0", auction({ tickSize: "0" }), "price", "tickSize", "more than 0"],
    [
      "a fine tick size",
      auction({ tickSize: "0.000000001" }),
      "price",
      "tickSize",
      "at most 8 decimals",
    ],
    [
      "a reference off the tick",
      auction({ referencePrice: "10.005" }),
      "off-tick",
      "referencePrice",
      "a multiple of 0.01",
    ],
    [
      "a price off the tick",
      order({ price: 10.005 }),
      "off-tick",
      "orders[0].price",
      "a multiple of 0.01",
    ],
    [
      "no price",
      order({ price: null }),
      "price",
      "orders[0].price",
      'a decimal number or "market"',
    ],
    [
      "another word for a price",
      order({ price: "limit" }),
      "price",
      "orders[0].price",
      "a decimal number",
    ],
    ["price 0", order({ price: "0" }), "price", "orders[0].price", "more than 0"],
    ["a negative price", order({ price: "-1" }), "price", "orders[0].price", "0 or more"],
    [
      "a fine price",
      order({ price: "1.000000001" }),
      "price",
      "orders[0].price",
      "at most 8 decimals",
    ],
    [
      "a price beyond 2^53 units",
      order({ price: "90071992547409.92" }),
      "price",
      "orders[0].price",
      "at most 90071992547409.91",
    ],
    [
      "the last tick of all",
      auction({ tickSize: "1", referencePrice: null }, { ...good, price: "9007199254740991" }),
      "price",
      "orders[0].price",
      "at most 9007199254740990 ticks",
    ],
    ["quantity 0", order({ quantity: "0.0" }), "quantity", "orders[0].quantity", "more than 0"],
    ["a negative quantity", order({ quantity: -1 }), "quantity", "orders[0].quantity", "0 or more"],
    [
      "no quantity",
      order({ quantity: true }),
      "quantity",
      "orders[0].quantity",
      "a decimal number",
    ],
    [
      "a fine quantity",
      order({ quantity: "0.123456789" }),
      "quantity",
      "orders[0].quantity",
      "at most 8 decimals",
    ],
    [
      "a side that cannot be added",
      auction({}, { ...good, quantity: "9007199254740991" }, { ...good, id: "b" }),
      "too-much",
      "orders[1].quantity",
      "at most 2^53−1 units",
    ],
    [
      "market orders alone, no reference",
      auction({ referencePrice: null }, { ...good, price: "market" }),
      "no-price",
      "referencePrice",
      "a price, as no order has a limit",
    ],
  ])("%s", (_, text, code, what, expected) => {
    const refused = refusalOf(text);
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(`${what}: got `);
    expect(refused.expected).toContain(expected);
  });
});

function refusalOf(text: string): AuctionRefusal {
  try {
    readAuction(text);
  } catch (error) {
    if (error instanceof AuctionRefusal) return error;
    throw error;
  }
  return expect.fail(`${text} was not refused`);
}

test("numbers are counted in the finest units that occur", () => {
  const text = auction(
    { tickSize: "0.05" },
    { ...good, price: 10.5, quantity: 0.125 },
    { ...good, id: 7, quantity: "2" },
  );
  expect(readAuction(text)).toEqual({
    tickSize: 5,
    pricePlaces: 2,
    quantityPlaces: 3,
    reference: 200,
    orders: [
      { id: "a", side: "buy", tick: 210, quantity: 125 },
      { id: "7", side: "buy", tick: 200, quantity: 2_000 },
    ],
  });
});
