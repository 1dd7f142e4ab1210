import { describe, expect, test } from "vitest";
import { SIDE } from "#protocol/constants";
import { EncodingError } from "#protocol/errors";
import { OUTCOME } from "#protocol/outcomes";
import {
  packCounts,
  packLevels,
  packOperations,
  packRationed,
  packRising,
  unpackCounts,
  unpackLevels,
  unpackOperations,
  unpackRationed,
  unpackRising,
} from "../../../sequencer/history/packed.ts";

const MAX = Number.MAX_SAFE_INTEGER;
const ref = { market: 63, side: SIDE.sell, tick: 2 ** 20 - 1, position: MAX } as const;

describe("lists in a column of bytes come out as they went in", () => {
  test("bids and asks, best first", () => {
    const asks = [
      { tick: 1, lots: MAX },
      { tick: 900, lots: 1 },
      { tick: 2 ** 20 - 1, lots: 128 },
    ];
    expect(unpackLevels(packLevels(asks), SIDE.sell)).toEqual(asks);
    const bids = asks.toReversed();
    expect(unpackLevels(packLevels(bids), SIDE.buy)).toEqual(bids);
    expect(unpackLevels(packLevels([]), SIDE.buy)).toEqual([]);
  });

  test("who was rationed, or that nobody was", () => {
    const { market, side, tick } = ref;
    const rationed = { side, tick, orders: [{ ref, account: 7, lots: MAX, filled: 0 }] };
    expect(unpackRationed(packRationed(rationed), market)).toEqual(rationed);
    expect(unpackRationed(packRationed(undefined), market)).toBeUndefined();
  });

  test("operations of an envelope", () => {
    const operations = [
      { block: 0, kind: "place", outcome: OUTCOME.applied, ref },
      { block: 1, kind: undefined, outcome: OUTCOME.malformed, ref: undefined },
      { block: 2, kind: "nop", outcome: OUTCOME.applied, ref: undefined },
      { block: 3, kind: "cancel", outcome: OUTCOME.notYourOrder, ref: undefined },
      { block: 4, kind: "withdraw", outcome: OUTCOME.badAmount, ref: undefined },
    ] as const;
    expect(unpackOperations(packOperations(operations))).toEqual(operations);
  });

  test("rising numbers and counts", () => {
    expect(unpackRising(packRising([0, 1, 2 ** 24 - 1]))).toEqual([0, 1, 2 ** 24 - 1]);
    expect(unpackCounts(packCounts({ 1: 5, 27: 31_712 }))).toEqual({ 1: 5, 27: 31_712 });
  });

  test("bytes that are cut short are refused", () => {
    const bytes = packRising([2 ** 24 - 1]).subarray(0, 2);
    expect(() => unpackRising(bytes)).toThrow(EncodingError);
  });
});
