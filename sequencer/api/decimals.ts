import type { Deployment } from "#protocol/config";
import { ConfigError } from "../config.ts";
import type { Listing } from "./exchange.ts";

/** Exact decimals by integer arithmetic. */

/** Digits behind the point that a decimal of the API may have. */
const MOST_PLACES = 40;

/**
 * n / 10^places without trailing zeros.
 * @param n at least 0
 * @param places 0 … 2^53−1
 */
export function decimalOf(n: bigint, places: number): string {
  if (places === 0) return n.toString();
  const digits = n.toString().padStart(places + 1, "0");
  const behind = digits.slice(-places).replace(/0+$/, "");
  const before = digits.slice(0, -places);
  return behind === "" ? before : `${before}.${behind}`;
}

/** n / d exactly; undefined where the decimal does not end, or only behind 40 digits. */
export function quotientOf(n: bigint, d: bigint): string | undefined {
  for (let places = 0; places <= MOST_PLACES; places++) {
    const scaled = n * 10n ** BigInt(places);
    if (scaled % d === 0n) return decimalOf(scaled / d, places);
  }
  return undefined;
}

/** A decimal times a whole number, exactly. */
export function scaledDecimal(decimal: string, times: number): string {
  const [whole = "", behind = ""] = decimal.split(".");
  return decimalOf(BigInt(whole + behind) * BigInt(times), behind.length);
}

/** Units of an asset as a number of whole tokens. Units are whole numbers of token wei. */
export function tokensOf(units: number, scale: bigint, decimals: number): string {
  return decimalOf(BigInt(units) * scale, decimals);
}

/** Base in one lot. */
export function lotSizeOf(deployment: Deployment, listing: Listing, market: number): string {
  const { base = 0, baseUnit = 0 } = deployment.markets[market] ?? {};
  const scale = deployment.assets[base]?.scale ?? 0n;
  return tokensOf(baseUnit, scale, listing.assets[base]?.decimals ?? 0);
}

/**
 * Price of one tick, quote for one base: quoteUnit quote units over baseUnit base units.
 * @throws ConfigError where it is no decimal that ends: the listing's decimals do not suit the market
 */
export function tickSizeOf(deployment: Deployment, listing: Listing, market: number): string {
  const { base = 0, quote = 0, baseUnit = 1, quoteUnit = 0 } = deployment.markets[market] ?? {};
  const scaleOf = (asset: number): bigint => deployment.assets[asset]?.scale ?? 1n;
  const wholeOf = (asset: number): bigint => 10n ** BigInt(listing.assets[asset]?.decimals ?? 0);
  const size = quotientOf(
    BigInt(quoteUnit) * scaleOf(quote) * wholeOf(base),
    BigInt(baseUnit) * scaleOf(base) * wholeOf(quote),
  );
  if (size !== undefined) return size;
  const expected = `units and decimals by which a tick of market ${market} is a decimal that ends`;
  throw new ConfigError([
    { setting: `markets.${market}`, given: { baseUnit, quoteUnit }, expected },
  ]);
}
