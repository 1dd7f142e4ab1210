import { ENVELOPE_BLOCKS, FEE_ASSET } from "#protocol/constants";
import type { Balance } from "../../client/types.ts";
import { Refused } from "./errors.ts";
import type { Names } from "./listing.ts";

/** Units of an asset that something takes. */
export interface Need {
  readonly asset: number;
  readonly units: number;
}

/** What an envelope of so many operations costs: each block that it is padded to. */
export function feeOf(operations: number, operationFee: number): Need {
  const blocks = ENVELOPE_BLOCKS.find((size) => size >= operations) ?? operations;
  return { asset: FEE_ASSET, units: blocks * operationFee };
}

/**
 * Sees that an account has what is needed, and tells what is missing and how to bring it.
 * @param what that needs it, for people
 * @throws Refused
 */
export function needFunds(
  names: Names,
  what: string,
  balances: readonly Balance[],
  needs: readonly Need[],
): void {
  for (const asset of new Set(needs.map((need) => need.asset))) {
    const needed = needs.reduce((sum, need) => sum + (need.asset === asset ? need.units : 0), 0);
    const available = balances.find((balance) => balance.asset === asset)?.available ?? 0;
    if (available >= needed) continue;
    const symbol = names.symbol(asset);
    const missing = `${names.amount(needed - available, asset)} ${symbol}`;
    const expected = `${names.amount(needed, asset)} ${symbol} with all fees: walras deposit ${missing}`;
    throw new Refused(what, `${names.amount(available, asset)} ${symbol} available`, expected);
  }
}
