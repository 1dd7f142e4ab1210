import { BaseError, HttpRequestError } from "viem";
import { describe, expect, test } from "vitest";
import { OUTCOME } from "../../../circuits-free-verifier/protocol/outcomes.ts";
import { EXIT, exitOf, lineOf, Refused } from "../../../cli/trader/errors.ts";
import { filledLines, filledOf } from "../../../cli/trader/filled.ts";
import { feeOf, needFunds } from "../../../cli/trader/funds.ts";
import { ORDER_COLUMNS, orderRow } from "../../../cli/trader/orderRows.ts";
import { Interrupted, PassphraseError } from "../../../cli/trader/passphrase.ts";
import { reasonOf } from "../../../cli/trader/reasons.ts";
import { tableLines } from "../../../cli/trader/table.ts";
import { durationText, timeText } from "../../../cli/trader/time.ts";
import { ApiError, ApiUnreachable, NotFunded, WrongExchange } from "../../../client/errors.ts";
import { fill, names, order } from "./fixture.ts";

describe("what became of an order is told", () => {
  const lines = (change: Parameters<typeof order>[0], ...fills: ReturnType<typeof fill>[]) => {
    const one = order(change);
    return filledLines(names(), one, filledOf(names(), one, fills));
  };

  test("when it was filled whole, by one fill or more of its batch", () => {
    const done = { status: "filled", left: 0, filled: 500 } as const;
    expect(lines(done, fill({ lots: 500 }))).toEqual([
      "bought 0.5 ETH at 101 DUSD, fee 0.0101 DUSD",
    ]);
    const sold = { ...done, side: "sell", id: "0-sell-10000-0" } as const;
    expect(lines(sold, fill(), fill({ lots: 300, fee: 15_150 }))).toEqual([
      "sold 0.5 ETH at 101 DUSD, fee 0.02525 DUSD",
    ]);
  });

  test("when some of it rests, or all", () => {
    const some = { status: "partiallyFilled", left: 300, filled: 200, expiry: 19 } as const;
    expect(lines(some, fill())).toEqual([
      "bought 0.2 ETH at 101 DUSD, fee 0.0101 DUSD",
      "0.3 ETH wait at 101.25 DUSD up to batch 19 as order 0-buy-10125-7",
    ]);
    expect(lines({})).toEqual([
      "nothing bought yet",
      "0.5 ETH wait at 101.25 DUSD as order 0-buy-10125-7",
    ]);
  });

  test("when the rest is over", () => {
    const over = { status: "expired", left: 0 } as const;
    expect(lines(over)).toEqual(["nothing bought: the batch had nothing for it at 101.25 DUSD"]);
    expect(lines({ ...over, filled: 200 }, fill())).toContain("the rest is not filled, and over");
    expect(lines({ ...over, status: "cancelled" })).toContain("the rest is cancelled");
  });

  test("by a reason for each outcome", () => {
    const reasons = Object.values(OUTCOME).filter((outcome) => outcome !== OUTCOME.applied);
    const texts = reasons.map(reasonOf);
    expect(new Set(texts).size).toBe(reasons.length);
    for (const text of texts) expect(text).toContain(" ");
    expect(reasonOf(200)).toBe("unknown(200)");
  });

  test("in a table", () => {
    const rows = [
      order({ expiry: 19 }),
      order({ status: "partiallyFilled", left: 5, filled: 495 }),
    ];
    const table = tableLines(
      ORDER_COLUMNS,
      rows.map((one) => orderRow(names(), one)),
    );
    expect(table).toEqual([
      "ORDER          MARKET    SIDE   PRICE  QUANTITY  FILLED  STATUS         EXPIRES",
      "0-buy-10125-7  ETH/DUSD  buy   101.25       0.5   0      open                19",
      "0-buy-10125-7  ETH/DUSD  buy   101.25       0.5   0.495  partly filled        -",
    ]);
  });
});

describe("money that is needed", () => {
  const balances = [
    { asset: 0, available: 5_000, locked: 9, withdrawn: "0" },
    { asset: 1, available: 50_000_000, locked: 0, withdrawn: "0" },
  ];
  const need = (...needs: [asset: number, units: number][]) =>
    needFunds(
      names(),
      "to buy",
      balances,
      needs.map(([asset, units]) => ({ asset, units })),
    );

  test("is there to the last unit", () => {
    need([1, 50_000_000], [0, 5_000]);
    need([0, 9_000], [0, -4_000]);
  });

  test("is missed by what lacks, and how to bring it", () => {
    expect(() => need([1, 50_625_000], [0, 1_000])).toThrow(
      'to buy: got "50 DUSD available", expected 50.625 DUSD with all fees: walras deposit 0.625 DUSD',
    );
    expect(() => need([0, 4_001], [0, 1_000])).toThrow(/walras deposit 0\.000000001 ETH/);
    expect(() => needFunds(names(), "to buy", [], [{ asset: 1, units: 1 }])).toThrow(
      /"0 DUSD available"/,
    );
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [32, 32],
  ])("for an envelope of %s operations is the fee of %s blocks", (operations, blocks) => {
    expect(feeOf(operations, 7)).toEqual({ asset: 0, units: 7 * blocks });
  });
});

describe("an error", () => {
  const problem = {
    ...{ type: "urn:walras:problem:notFound", title: "Not found", status: 404 },
    ...{ detail: "No order\n0-buy-1-0.", instance: "1" },
  };
  test.each<[unknown, number, string]>([
    [new Refused("order", "none", "one"), EXIT.refused, 'order: got "none", expected one'],
    [new NotFunded("wei", 1n, 2n), EXIT.refused, "wei: got 1, expected at least 2"],
    [
      new ApiError("/v1", 404, problem, undefined),
      EXIT.refused,
      "the exchange refuses: No order 0-buy-1-0.",
    ],
    [new ApiError("/v1", 503, undefined, 1), EXIT.refused, "status 503"],
    [new ApiError("/v1", 500, undefined, undefined), EXIT.cannot, "status 500"],
    [new ApiUnreachable("http://a", "refused"), EXIT.cannot, "look whether the sequencer runs"],
    [new WrongExchange("chain", 1, "2"), EXIT.cannot, "do not use this address"],
    [new PassphraseError("passphrase", "none", "one"), EXIT.cannot, "passphrase"],
    [new Interrupted("Passphrase:"), EXIT.interrupted, "interruption"],
    [new BaseError("what\nnow"), EXIT.cannot, "what"],
    [new HttpRequestError({ url: "http://a" }), EXIT.cannot, "look whether the profile's rpc"],
    [new TypeError("odd\n  at x"), EXIT.cannot, "odd at x"],
    ["text", EXIT.cannot, "text"],
  ])("%s ends with its code and one line", (error, code, said) => {
    expect(exitOf(error)).toBe(code);
    expect(lineOf(error)).toContain(said);
    expect(lineOf(error)).not.toContain("\n");
  });
});

test.each([
  [0, "0 s"],
  [59.2, "1 min"],
  [61, "1 min 1 s"],
  [7_500, "2 h 5 min"],
  [90_061, "1 d 1 h"],
  [-5, "0 s"],
])("%s seconds are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("times are UTC", () => {
  expect(timeText(1_800_000_000)).toBe("2027-01-15T08:00:00Z");
});
