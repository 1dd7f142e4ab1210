import type { Asset, Market } from "../types.ts";

/** Numbers as people read them: exact decimals of the API's whole numbers, thousands set apart. */

/** `count` times a decimal such as "0.05", exactly, with the decimal's own places. */
function times(decimal: string, count: bigint): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  return placed(BigInt(whole + fraction) * count, fraction.length);
}

/** value / 10^places */
function placed(value: bigint, places: number): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, "0");
  const cut = digits.length - places;
  const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0n ? "−" : "";
  return `${sign}${whole}${places > 0 ? `.${digits.slice(cut)}` : ""}`;
}

/** Price of a tick in quote for one base. */
export const price = (market: Market, tick: number): string => times(market.tickSize, BigInt(tick));

/** Quantity of lots in base. */
export const quantity = (market: Market, lots: number): string =>
  times(market.lotSize, BigInt(lots));

/** Whole units of an asset, as the token counts them; zeros that end it are left out. */
export function amount(asset: Asset, units: number | string): string {
  const text = placed(BigInt(units) * BigInt(asset.scale), asset.decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** First and last digits of an address or a hash. */
export const shortHex = (hex: string): string => `${hex.slice(0, 8)}…${hex.slice(-4)}`;

export const count = (n: number): string => placed(BigInt(n), 0);

export const plural = (n: number, one: string): string => `${count(n)} ${one}${n === 1 ? "" : "s"}`;

export const baseOf = (market: Market): string => market.symbol.split("/")[0] ?? market.symbol;
export const quoteOf = (market: Market): string => market.symbol.split("/")[1] ?? "";
