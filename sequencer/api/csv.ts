import { notional } from "#protocol/units";
import type { FillRecord, Times } from "../history/history.ts";
import { decimalOf, scaledDecimal, tickSizeOf, tokensOf } from "./decimals.ts";
import type { Exchange, Listing } from "./exchange.ts";
import { balancesOf } from "./models/accounts.ts";
import { fillOf } from "./models/markets.ts";
import type { Turns } from "./turns.ts";

/** Statements as CSV (RFC 4180): a header line, CRLF, amounts as exact decimals of whole tokens. */

/** Lines of one answer. */
export const MOST_LINES = 100_000;
/** Lines that are read at a time; between two pieces, of whatever statement, everything else has its turn. */
export const LINES_OF_PIECE = 500;

const FILLS = ["id", "slot", "time", "market", "order", "side", "price", "base", "quote", "fee"];
const BALANCES = ["asset", "symbol", "available", "locked", "total", "slot"];

/** Oldest first. `price` is quote for one base; `quote` is without the fee, which both sides pay in quote. */
export async function* fillsCsv(
  exchange: Exchange,
  listing: Listing,
  account: number,
  times: Times,
  turns: Turns,
): AsyncGenerator<string> {
  yield line(FILLS);
  const lineOf = fillLines(exchange, listing);
  let after = 0;
  for (let left = MOST_LINES; left > 0; ) {
    await turns.next();
    const limit = Math.min(LINES_OF_PIECE, left);
    const fills = exchange.history.fillsAfter(account, after, { ...times, limit });
    after = fills.at(-1)?.id ?? after;
    left -= fills.length;
    if (fills.length > 0) yield fills.map(lineOf).join("");
    if (fills.length < limit) return;
  }
}

function fillLines(exchange: Exchange, listing: Listing): (record: FillRecord) => string {
  const { assets, markets } = exchange.deployment;
  const tokens = (units: number, asset: number): string =>
    tokensOf(units, assets[asset]?.scale ?? 0n, listing.assets[asset]?.decimals ?? 0);
  const symbol = (asset: number): string => listing.assets[asset]?.symbol ?? String(asset);
  const tickSizes = markets.map((_, market) => tickSizeOf(exchange.deployment, listing, market));
  return (record) => {
    const { id, slot, time, market, order, side, tick, lots, fee } = fillOf(exchange, record);
    const { base = 0, quote = 0, baseUnit = 0, quoteUnit = 0 } = markets[market] ?? {};
    return line([
      String(id),
      String(slot),
      new Date(time * 1000).toISOString(),
      `${symbol(base)}/${symbol(quote)}`,
      order,
      side,
      scaledDecimal(tickSizes[market] ?? "0", tick),
      tokens(lots * baseUnit, base),
      tokens(notional(lots, tick, quoteUnit) ?? 0, quote),
      tokens(fee, quote),
    ]);
  };
}

export function balancesCsv(exchange: Exchange, listing: Listing, account: number): string {
  const slot = String(exchange.executor.slot);
  const lines = balancesOf(exchange, account).map(({ asset, available, locked }) => {
    const { symbol = String(asset), decimals = 0 } = listing.assets[asset] ?? {};
    const scale = exchange.deployment.assets[asset]?.scale ?? 0n;
    const tokens = (units: bigint): string => decimalOf(units * scale, decimals);
    const [free, held] = [BigInt(available), BigInt(locked)];
    return line([String(asset), symbol, tokens(free), tokens(held), tokens(free + held), slot]);
  });
  return [line(BALANCES), ...lines].join("");
}

const line = (fields: readonly string[]): string => `${fields.map(quoted).join(",")}\r\n`;

/** A field that a spreadsheet would take for a formula is told to be text. */
function quoted(field: string): string {
  const safe = /^[=+\-@\t]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
