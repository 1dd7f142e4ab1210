import { expect, test } from "vitest";
import { unpaid } from "../../../client/l1/paid.ts";

const MOST = 2n ** 53n - 1n;

test.each([
  ["nothing yet", 0n, 0n, 0n],
  ["all", 5n, 0n, 5n],
  ["the rest", 12n, 5n, 7n],
  ["as much as there can be", MOST, 0n, MOST],
  ["what passed 2^64", 3n, 2n ** 64n - 4n, 7n],
  ["nothing, where L1 paid by a later root", 5n, 12n, 0n],
  ["nothing, where it did so beyond 2^64", 2n ** 64n - 4n, 3n, 0n],
])("is owed %s", (_what, withdrawn, paid, owed) => {
  expect(unpaid(withdrawn, paid)).toBe(owed);
});
