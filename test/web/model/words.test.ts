import { describe, expect, test } from "vitest";
import {
  OUTCOME,
  outcomeName,
  REFUSAL,
} from "../../../circuits-free-verifier/protocol/outcomes.ts";
import { clockOffset, countdown, duration, shareGone } from "../../../web/model/clock.ts";
import { depthOf } from "../../../web/model/depth.ts";
import { historySentence } from "../../../web/model/historyWords.ts";
import { reasonOf } from "../../../web/model/outcomes.ts";
import { rationSentence, shareWord } from "../../../web/model/ration.ts";
import { STEPS, stageSentence, stageWord, stepOf, toneOf } from "../../../web/model/stages.ts";
import { surplusSentence } from "../../../web/model/surplus.ts";
import type { Auction, Stage } from "../../../web/types.ts";
import { ASSETS, ScriptedExchange } from "../fixtures/exchange.ts";

const words = { price: (tick: number) => `p${tick}`, quantity: (lots: number) => `q${lots}` };
const auction = { slot: 3, market: 0, tick: 100, volume: 500, surplus: 200, lastTick: 99 };
const rest = { band: { low: 95, high: 105 }, bids: [], asks: [], truncated: false };
const order = (lots: number, filled: number) => ({
  order: "0-buy-101-1",
  account: 1,
  lots,
  filled,
});
const rationed = (...orders: ReturnType<typeof order>[]): Auction => ({
  ...{ ...auction, ...rest },
  rationed: { side: "buy", tick: 101, orders },
});

describe("rationing", () => {
  test("of several orders is told with its rule", () => {
    expect(rationSentence(rationed(order(400, 400), order(300, 100)), words)).toBe(
      "Bids at p101 wanted q700, q500 were left to fill: of its 2 orders those of earlier batches went first, then the drawn order decided.",
    );
  });

  test("of one order is told without", () => {
    expect(rationSentence(rationed(order(700, 500)), words)).toBe(
      "Bids at p101 wanted q700, q500 were left to fill: the one order there was filled in part.",
    );
  });

  test("that did not happen is told too", () => {
    const nobody = { ...auction, ...rest, rationed: null };
    expect(rationSentence(nobody, words)).toContain("in full");
    expect(rationSentence({ ...nobody, volume: 0 }, words)).toContain("Nothing was traded");
  });

  test.each([
    [order(5, 0), "not filled"],
    [order(5, 5), "filled"],
    [order(5, 4), "filled in part"],
  ])("%j was %s", (one, word) => expect(shareWord(one)).toBe(word));
});

describe("stages", () => {
  const stages: Stage[] = [
    ...(["collecting", "closed", "certified", "sealed", "opened"] as const),
    ...(["executed", "claimed", "final", "lost"] as const),
  ];

  test("all have a word, a sentence and a step; steps never go back", () => {
    const flags = { voided: false, challenged: false };
    for (const stage of stages) {
      expect(stageWord(stage)).not.toBe("");
      expect(stageSentence({ stage, ...flags })).toMatch(/\.$/);
      expect(STEPS[stepOf(stage)]).toBeDefined();
    }
    const steps = stages.slice(0, -1).map(stepOf);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test("tell what is out of the ordinary, by word and by tone", () => {
    const exchange = new ScriptedExchange(1_700_000_000, 1);
    const batch = { ...exchange.summary(5), stage: "final" as const };
    expect(toneOf(batch)).toBe("good");
    expect(toneOf({ ...batch, voided: true })).toBe("bad");
    expect(toneOf({ ...batch, stage: "lost" })).toBe("bad");
    expect(toneOf({ ...batch, stage: "collecting" })).toBe("live");
    expect(stageSentence({ ...batch, voided: true, challenged: false })).toContain("withheld");
    expect(stageSentence({ ...batch, voided: false, challenged: true })).toContain("challenged");
  });
});

describe("clock", () => {
  test("the offset takes the answer to be half way old", () => {
    expect(clockOffset(1_000, 1_200, 5_100)).toBe(4_000);
  });

  test.each([
    [-5, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_600_000, "1 h 0 min"],
    [90_000_000, "1 d 1 h"],
  ])("%i ms is %s", (ms, text) => expect(duration(ms)).toBe(text));

  test("a countdown ends at zero, a share at one", () => {
    expect(countdown(-1)).toBe("0.0");
    expect(countdown(3_250)).toBe("3.3");
    expect(shareGone(10, 20, 15_000)).toBe(0.5);
    expect(shareGone(10, 20, 99_000)).toBe(1);
    expect(shareGone(10, 10, 99_000)).toBe(1);
  });
});

test("every outcome and refusal of the protocol has a reason in words", () => {
  const names = [...Object.values(OUTCOME), ...Object.values(REFUSAL)].map(outcomeName);
  expect(names.filter((name) => reasonOf(name) === name)).toEqual([]);
  expect(reasonOf("somethingNew")).toBe("somethingNew");
});

test.each([
  [0, "balanced"],
  [7, "q7 more bid than asked"],
  [-7, "q7 more asked than bid"],
])("a surplus of %i is %s", (lots, text) =>
  expect(surplusSentence(lots, words.quantity)).toBe(text),
);

test("depth adds up from the best level on", () => {
  const levels = [3, 4, 5].map((lots, n) => ({ tick: 10 - n, lots, orders: 1 }));
  expect(depthOf(levels, 2).map(({ together }) => together)).toEqual([3, 7]);
});

test("history is told in sentences", () => {
  const exchange = new ScriptedExchange(1_700_000_000, 1);
  const [placed, deposited, registered] = exchange.history();
  const tell = (event: typeof placed) => historySentence(event!, [exchange.market()], ASSETS);
  expect(tell(placed)).toBe("Placed 0.500 ETH at 101.00 DUSD");
  expect(tell(deposited)).toBe("Deposited 1 ETH");
  expect(tell(registered)).toBe("Account opened");
  const turnedDown = {
    ...placed!,
    kind: "rejected",
    outcomeName: "tooLarge",
    forced: true,
  } as const;
  expect(tell(turnedDown)).toBe(
    "Turned down 0.500 ETH at 101.00 DUSD – the order is too large (through L1)",
  );
});
