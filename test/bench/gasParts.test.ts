import { expect, test } from "vitest";
import { gasParts, sumOfParts } from "../../bench/gasParts.ts";

const calldata = Uint8Array.of(0, 0, 1, 2, 3);

test("zero bytes cost 4 and others 16; the rest is execution", () => {
  expect(gasParts(calldata, 30_000n)).toEqual({
    bytes: 5,
    base: 21_000n,
    calldata: 56n,
    execution: 8_944n,
    floorBinds: false,
    total: 30_000n,
  });
});

test("at the floor they cost 10 and 40, which covers execution", () => {
  expect(gasParts(calldata, 21_140n)).toMatchObject({
    calldata: 140n,
    execution: 0n,
    floorBinds: true,
  });
});

test("parts add up", () => {
  const sum = sumOfParts([gasParts(calldata, 30_000n), gasParts(calldata, 21_140n)]);
  expect(sum).toMatchObject({ bytes: 10, base: 42_000n, calldata: 196n, floorBinds: true });
  expect(sum.base + sum.calldata + sum.execution).toBe(sum.total);
});
