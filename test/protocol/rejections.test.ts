import { describe, expect, test } from "vitest";
import { type Applied, applyOperation, cancel } from "#protocol/applyOperation";
import { ERA_SLOTS, MAX_AMOUNT, RING_SIZE, SIDE } from "#protocol/constants";
import { genesisState } from "#protocol/genesis";
import { levelKey } from "#protocol/layout";
import { addAvailable, readBalance, readLevel, writeLevel } from "#protocol/leaves";
import { decodeOperation, type Operation } from "#protocol/operation";
import { OUTCOME, outcomeName } from "#protocol/outcomes";
import type { State } from "#protocol/state";
import { exampleDeployment } from "../vectors/deployment.ts";

const ACCOUNT = 4;
const SLOT = 50;
const FUNDS = 10_000_000;
const { buy, sell } = SIDE;

/** Market 1 of the example asks for 10 lots at least; base and quote units are 1, without fee. */
const MARKET = 1;
const good = { kind: "place", market: MARKET, side: buy, tick: 500, lots: 10, expiry: 0 } as const;
const fullTick = 700;

function funded(): State {
  const state = genesisState(exampleDeployment());
  for (const asset of [0, 1, 2]) addAvailable(state, ACCOUNT, asset, FUNDS);
  for (const side of [buy, sell]) {
    const full = { head: 9, tail: 9 + RING_SIZE, total: 1 };
    writeLevel(state, MARKET, side, levelKey(side, fullTick), full);
  }
  return state;
}

const apply = (state: State, operation: Operation): Applied =>
  applyOperation(state, ACCOUNT, SLOT, operation);

/** Each row is wrong in its own way and in all the ways below it that can go together. */
const rejections: readonly (readonly [number, Operation])[] = [
  [OUTCOME.unlistedMarket, { ...good, market: 2, tick: 0, lots: 0, expiry: 1 }],
  [OUTCOME.unlistedMarket, { ...good, market: 255 }],
  [OUTCOME.badTick, { ...good, tick: 0, lots: 0, expiry: 1 }],
  [OUTCOME.badTick, { ...good, tick: 2 ** 20, lots: 0 }],
  [OUTCOME.badTick, { ...good, tick: 2 ** 24 - 1 }],
  [OUTCOME.badLots, { ...good, lots: 0, expiry: 1 }],
  [OUTCOME.badLots, { ...good, lots: 9, expiry: 1 }],
  [OUTCOME.badExpiry, { ...good, expiry: SLOT - 1, lots: 2 ** 32 - 1, market: 0 }],
  [OUTCOME.badExpiry, { ...good, expiry: SLOT + ERA_SLOTS }],
  [OUTCOME.badExpiry, { ...good, expiry: 2 ** 32 - 1 }],
  [OUTCOME.insufficientBalance, { ...good, tick: fullTick, lots: FUNDS }],
  [OUTCOME.insufficientBalance, { ...good, side: sell, tick: fullTick, lots: FUNDS + 1 }],
  [OUTCOME.queueFull, { ...good, tick: fullTick }],
  [OUTCOME.queueFull, { ...good, side: sell, tick: fullTick }],
  [OUTCOME.unlistedMarket, { kind: "cancel", market: 2, side: buy, tick: 0, position: 0 }],
  [OUTCOME.badTick, { kind: "cancel", market: MARKET, side: buy, tick: 0, position: 0 }],
  [OUTCOME.badTick, { kind: "cancel", market: MARKET, side: buy, tick: 2 ** 20, position: 0 }],
  [OUTCOME.noSuchOrder, { kind: "cancel", market: MARKET, side: buy, tick: 500, position: 0 }],
  [OUTCOME.noSuchOrder, { kind: "cancel", market: 0, side: sell, tick: 1, position: 2 ** 64 }],
  [OUTCOME.unlistedAsset, { kind: "withdraw", asset: 3, amount: 0 }],
  [OUTCOME.unlistedAsset, { kind: "withdraw", asset: 255, amount: MAX_AMOUNT + 1 }],
  [OUTCOME.badAmount, { kind: "withdraw", asset: 0, amount: 0 }],
  [OUTCOME.badAmount, { kind: "withdraw", asset: 0, amount: 2 ** 53 }],
  [OUTCOME.insufficientBalance, { kind: "withdraw", asset: 0, amount: FUNDS + 1 }],
];

describe("operations are rejected alone, by the first reason that applies", () => {
  test.each(
    rejections.map(([number, operation]) => [outcomeName(number), operation, number] as const),
  )("%s: %j", (_, operation, number) => {
    const state = funded();
    const before = state.root();
    expect(apply(state, operation).outcome).toBe(number);
    expect(state.root()).toEqual(before);
  });

  test.each([
    [
      "2^32−1 lots at a dear tick",
      { baseUnit: 1, quoteUnit: 2 ** 10, tick: 2 ** 20 - 1, side: sell },
    ],
    ["base above 2^53−1 on a buy", { baseUnit: 2 ** 22, quoteUnit: 1, tick: 1, side: buy }],
    ["the fee alone is too much", { baseUnit: 1, quoteUnit: 2 ** 21, tick: 1, side: buy }],
  ])("tooLarge: %s", (_, { baseUnit, quoteUnit, tick, side }) => {
    const [, market] = exampleDeployment().markets;
    if (market === undefined) throw new RangeError("the example has two markets");
    const markets = [{ ...market, feeBps: 1_000, minLots: 1, baseUnit, quoteUnit }];
    const state = genesisState(exampleDeployment({ markets }));
    const operation = { ...good, market: 0, side, tick, lots: 2 ** 32 - 1 };
    expect(apply(state, operation).outcome).toBe(OUTCOME.tooLarge);
  });

  test.each([
    ["unknown kind", "04000000000000000000000000000000"],
    ["kind 255", "ff000000000000000000000000000000"],
    ["nop with a tail", "00000000000000000000000000000001"],
    ["side 2 of a place", "01000200000100000001000000000000"],
    ["unused byte of a place", "01000000000100000001000000000001"],
    ["side 2 of a cancel", "02000200000100000000000000010000"],
    ["unused byte of a cancel", "02000000000100000000000000010100"],
    ["unused byte of a withdraw", "03000000000000000001000000000001"],
  ])("malformed: %s", (_, block) => {
    expect(decodeOperation(Uint8Array.from(Buffer.from(block, "hex")))).toBeUndefined();
  });
});

describe("what is allowed at the edges", () => {
  test.each<[string, Operation]>([
    ["immediate or cancel", { ...good, expiry: SLOT }],
    ["good till the farthest slot", { ...good, expiry: SLOT + ERA_SLOTS - 1 }],
    ["the lowest tick", { ...good, tick: 1 }],
    ["the highest tick", { ...good, tick: 2 ** 20 - 1, lots: 10, market: 0, side: sell }],
    ["all that is available", { kind: "withdraw", asset: 0, amount: FUNDS }],
    ["nop", { kind: "nop" }],
  ])("%s", (_, operation) => {
    const allowed = apply(funded(), operation);
    expect(outcomeName(allowed.outcome)).toBe("applied");
  });

  test("an order can be taken out by its owner alone, and once", () => {
    const state = funded();
    const before = readBalance(state, ACCOUNT, 1).available;
    const ref = apply(state, good).placed?.ref;
    if (ref === undefined) throw new RangeError("the order was not placed");
    expect(readBalance(state, ACCOUNT, 1).available).toBe(before - 5_000);
    expect(cancel(state, ACCOUNT + 1, ref).outcome).toBe(OUTCOME.notYourOrder);
    expect(cancel(state, ACCOUNT, ref).outcome).toBe(OUTCOME.applied);
    expect(cancel(state, ACCOUNT, ref).outcome).toBe(OUTCOME.noSuchOrder);
    expect(readBalance(state, ACCOUNT, 1).available).toBe(before);
    expect(readLevel(state, MARKET, buy, levelKey(buy, 500))).toEqual({
      head: 1,
      tail: 1,
      total: 0,
    });
  });

  test("a position is never reused", () => {
    const state = funded();
    const first = apply(state, good).placed?.ref;
    if (first === undefined) throw new RangeError("the order was not placed");
    cancel(state, ACCOUNT, first);
    expect(apply(state, good).placed?.ref.position).toBe(first.position + 1);
    expect(cancel(state, ACCOUNT, first).outcome).toBe(OUTCOME.noSuchOrder);
  });

  test("withdrawn counts modulo 2^64", () => {
    const state = genesisState(exampleDeployment());
    let withdrawn = 0n;
    for (let n = 0; n < 2_050; n++) {
      addAvailable(state, ACCOUNT, 0, MAX_AMOUNT);
      expect(apply(state, { kind: "withdraw", asset: 0, amount: MAX_AMOUNT }).outcome).toBe(0);
      withdrawn = (withdrawn + BigInt(MAX_AMOUNT)) % 2n ** 64n;
    }
    expect(readBalance(state, ACCOUNT, 0)).toEqual({ available: 0, withdrawn });
  });
});
