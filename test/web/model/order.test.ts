import { describe, expect, test } from "vitest";
import { CHECKS, checkLines } from "../../../web/model/checks.ts";
import { lockSentence, priceField, quantityField } from "../../../web/model/orderForm.ts";
import { orderOutcome } from "../../../web/model/orderOutcome.ts";
import { ASSETS, ScriptedExchange } from "../fixtures/exchange.ts";

const market = new ScriptedExchange(1_700_000_000, 1).market();

describe("fields of an order", () => {
  test("are exact, empty or wrong with a reason", () => {
    expect(priceField("101.25", market)).toEqual({ kind: "good", value: 10_125 });
    expect(priceField(" ", market)).toEqual({ kind: "empty" });
    expect(priceField("101.255", market)).toMatchObject({
      kind: "wrong",
      reason: expect.stringContaining("101.25 or 101.26"),
    });
    for (const text of ["1e3", "-1", "1,000", "0", "NaN", "9999999999"]) {
      expect(priceField(text, market).kind, text).toBe("wrong");
    }
  });

  test("name the least order", () => {
    const large = { ...market, minLots: 500 };
    expect(quantityField("0.5", large)).toEqual({ kind: "good", value: 500 });
    expect(quantityField("0.499", large)).toMatchObject({ reason: "the least order is 0.500 ETH" });
  });

  test("tell what the order sets aside", () => {
    expect(lockSentence(market, ASSETS, "sell", 10_150, 200)).toBe("Sets 0.2 ETH aside.");
    expect(lockSentence(market, ASSETS, "buy", 10_150, 200)).toContain("Sets 20.31015 DUSD aside");
    expect(lockSentence(market, ASSETS, "buy", 1_000_000, 2 ** 32)).toBe("The order is too large.");
  });
});

describe("what became of an order", () => {
  const words = { quantity: (lots: number) => `q${lots}` };
  test.each([
    [{ filled: 5, left: 0, status: "filled" }, "Filled: q5.", true],
    [{ filled: 0, left: 5, status: "open" }, "Not filled; q5 rest in the book.", true],
    [{ filled: 2, left: 3, status: "partiallyFilled" }, "Filled q2; q3 rest in the book.", true],
    [{ filled: 2, left: 0, status: "expired" }, "Filled q2; the rest is expired.", true],
    [{ filled: 0, left: 0, status: "expired" }, "Not filled; the rest is expired.", false],
  ] as const)("%j", (order, text, good) => {
    expect(orderOutcome("applied", order, words)).toEqual({ text, good });
  });

  test("a refusal has its reason, a lost batch says so", () => {
    const refused = orderOutcome("insufficientBalance", undefined, words);
    expect(refused).toEqual({
      text: "Turned down: the account had too little available.",
      good: false,
    });
    expect(orderOutcome("lost", undefined, words).text).toContain("lost");
  });
});

describe("checks of a proof", () => {
  const states = (lines: ReturnType<typeof checkLines>) => lines.map(({ state }) => state);

  test("have all passed, or up to the one that failed", () => {
    expect(states(checkLines(undefined, true))).toEqual(CHECKS.map(() => "passed"));
    for (const [at, check] of CHECKS.entries()) {
      const lines = checkLines({ check, reason: "because" }, true);
      expect(lines[at]).toEqual({ text: "because", state: "failed" });
      const expected = CHECKS.map((_, n) => (n < at ? "passed" : "notMade"));
      expect(states(lines)).toEqual(expected.with(at, "failed" as never));
    }
  });

  test("do not count as passed behind a leaf that is none", () => {
    const lines = checkLines({ check: "leaf", reason: "no bytes" }, false);
    expect(states(lines)).toEqual(["passed", "notMade", "notMade", "notMade", "failed"]);
  });
});
