import { expect, test } from "vitest";
import { MAX_AMOUNT } from "#protocol/constants";
import { addAvailable } from "#protocol/leaves";
import { INVALID } from "#protocol/outcomes";
import { MARKET, runAuction, stateBeforeAuction } from "./auctionBench.ts";

/** A buyer of 10 lots who holds all base there is but for the 5 lots on offer. */
function crowded(): ReturnType<typeof stateBeforeAuction> {
  const [bids, asks] = [[{ tick: 7, lots: 10n }], [{ tick: 7, lots: 5n }]];
  const state = stateBeforeAuction({ bids, asks, last: 7, bandBps: 100 });
  addAvailable(state, 0, MARKET.base, MAX_AMOUNT - 5 * MARKET.baseUnit);
  return state;
}

test("a buyer may come to hold every unit of an asset", () => {
  expect(runAuction(crowded(), { tick: 7, volume: 5 })).toMatchObject({ ok: true });
});

test("a claimed volume beyond the asks is refused before a balance leaves 53 bits", () => {
  const refused = { ok: false, reason: INVALID.wrongClearing };
  expect(runAuction(crowded(), { tick: 7, volume: 6 })).toEqual(refused);
  expect(runAuction(crowded(), { tick: 7, volume: 10 })).toEqual(refused);
});
