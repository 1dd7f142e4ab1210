import type { AccountEvent, Asset, Market } from "../types.ts";
import * as format from "./format.ts";
import { reasonOf } from "./outcomes.ts";

const VERBS: Readonly<Record<AccountEvent["kind"], string>> = {
  registered: "Account opened",
  signerSet: "Signer set",
  deposited: "Deposited",
  withdrawn: "Withdrawn",
  placed: "Placed",
  cancelled: "Cancelled",
  filled: "Filled",
  expired: "Expired",
  rejected: "Turned down",
};

/** A line of an account's history in words. */
export function historySentence(
  event: AccountEvent,
  markets: readonly Market[],
  assets: readonly Asset[],
): string {
  const parts = [VERBS[event.kind]];
  const market = event.market === null ? undefined : markets[event.market];
  const asset = event.asset === null ? undefined : assets[event.asset];
  if (market !== undefined && event.lots !== null) {
    parts.push(`${format.quantity(market, event.lots)} ${format.baseOf(market)}`);
  }
  if (market !== undefined && event.tick !== null) {
    parts.push(`at ${format.price(market, event.tick)} ${format.quoteOf(market)}`);
  } else if (asset !== undefined && event.amount !== null) {
    parts.push(`${format.amount(asset, event.amount)} ${asset.symbol}`);
  }
  if (event.kind === "rejected") parts.push(`– ${reasonOf(event.outcomeName)}`);
  if (event.forced) parts.push("(through L1)");
  return parts.join(" ");
}
