import { MAX_AMOUNT, MAX_LOTS, TICK_LIMIT } from "#protocol/constants";
import { BadRequest, NotAMultiple } from "./errors.ts";
import type { Asset, Market } from "./types.ts";

/**
 * Exact decimals in and out: prices as ticks, quantities as lots, amounts as units. Integers only; what the exchange cannot express
 * is refused, with the values next to it that it can.
 */

/** What prices and quantities of a market are multiples of. */
export type MarketSizes = Pick<Market, "tickSize" | "lotSize" | "symbol">;
/** What amounts of an asset are multiples of. */
export type AssetScale = Pick<Asset, "decimals" | "scale" | "symbol">;

/** Digits before and after the point that are read. */
const DECIMAL = /^(\d{1,40})(?:\.(\d{1,40}))?$/;
/** Places after the point that a quotient may have. */
const MOST_PLACES = 40;

/**
 * A price as ticks, 1 … 2^20 − 1.
 * @param text quote for one base, as "101.25"
 * @throws NotAMultiple, BadRequest
 *
 * @example
 * ```ts
 * import { parsePrice } from "walras";
 *
 * const tick = parsePrice("101.25", { symbol: "ETH/DUSD", tickSize: "0.01", lotSize: "0.001" }); // 10125
 * ```
 */
export function parsePrice(text: string, market: MarketSizes): number {
  return parseSteps(`price in ${market.symbol}`, text, market.tickSize, 1, TICK_LIMIT - 1);
}

/**
 * A price from ticks.
 * @returns quote for one base, exactly
 *
 * @example
 * ```ts
 * import { formatPrice } from "walras";
 *
 * const price = formatPrice(10125, { tickSize: "0.01" }); // "101.25"
 * ```
 */
export function formatPrice(tick: number, market: Pick<Market, "tickSize">): string {
  return formatSteps(tick, market.tickSize);
}

/**
 * A quantity as lots, 1 … 2^32 − 1.
 * @param text base, as "0.5"
 * @throws NotAMultiple, BadRequest
 *
 * @example
 * ```ts
 * import { parseQuantity } from "walras";
 *
 * const lots = parseQuantity("0.5", { symbol: "ETH/DUSD", tickSize: "0.01", lotSize: "0.001" }); // 500
 * ```
 */
export function parseQuantity(text: string, market: MarketSizes): number {
  return parseSteps(`quantity in ${market.symbol}`, text, market.lotSize, 1, MAX_LOTS);
}

/**
 * A quantity from lots.
 * @returns base, exactly
 *
 * @example
 * ```ts
 * import { formatQuantity } from "walras";
 *
 * const quantity = formatQuantity(500, { lotSize: "0.001" }); // "0.5"
 * ```
 */
export function formatQuantity(lots: number, market: Pick<Market, "lotSize">): string {
  return formatSteps(lots, market.lotSize);
}

/**
 * An amount of an asset as units, 1 … 2^53 − 1.
 * @param text of the asset, as "1.5"
 * @throws NotAMultiple, BadRequest
 *
 * @example
 * ```ts
 * import { parseAmount } from "walras";
 *
 * const units = parseAmount("1.5", { symbol: "ETH", decimals: 18, scale: "1000000000" }); // 1500000000
 * ```
 */
export function parseAmount(text: string, asset: AssetScale): number {
  return parseSteps(`amount of ${asset.symbol}`, text, unitOf(asset), 1, MAX_AMOUNT);
}

/**
 * An amount from units.
 * @param units of the asset; a negative amount has a minus sign
 *
 * @example
 * ```ts
 * import { formatAmount } from "walras";
 *
 * const amount = formatAmount(1_500_000_000, { decimals: 18, scale: "1000000000" }); // "1.5"
 * ```
 */
export function formatAmount(
  units: number | bigint,
  asset: Pick<Asset, "decimals" | "scale">,
): string {
  return formatSteps(units, unitOf(asset));
}

const unitOf = ({ decimals, scale }: Pick<Asset, "decimals" | "scale">): string =>
  formatUnits(BigInt(scale), decimals);

/** `value` / 10^`decimals`, without zeros that say nothing. */
export function formatUnits(value: bigint, decimals: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${sign}${whole}${rest === "" ? "" : `.${rest}`}`;
}

/** a / b in decimal; undefined where it does not end within 40 places. `b` is above zero. */
export function quotientText(a: bigint, b: bigint): string | undefined {
  const scaled = a * 10n ** BigInt(MOST_PLACES);
  return scaled % b === 0n ? formatUnits(scaled / b, MOST_PLACES) : undefined;
}

function parseSteps(what: string, text: string, step: string, least: number, most: number): number {
  const given = decimalOf(text);
  const unit = decimalOf(step);
  if (given === undefined || unit === undefined || unit.value === 0n) {
    throw new BadRequest(what, text, "a decimal such as 1.25");
  }
  const places = Math.max(given.places, unit.places);
  const numerator = given.value * 10n ** BigInt(places - given.places);
  const denominator = unit.value * 10n ** BigInt(places - unit.places);
  const steps = numerator / denominator;
  const clamp = (n: bigint): bigint => {
    if (n < BigInt(least)) return BigInt(least);
    return n > BigInt(most) ? BigInt(most) : n;
  };
  if (numerator % denominator !== 0n) {
    const nearest = new Set([clamp(steps), clamp(steps + 1n)].map((n) => formatSteps(n, step)));
    throw new NotAMultiple(what, text, step, [...nearest]);
  }
  if (clamp(steps) !== steps) {
    const range = `${formatSteps(least, step)} … ${formatSteps(most, step)}`;
    throw new BadRequest(what, text, range);
  }
  return Number(steps);
}

function formatSteps(steps: number | bigint, step: string): string {
  const unit = decimalOf(step);
  if (unit === undefined) throw new BadRequest("step", step, "a decimal");
  return formatUnits(BigInt(steps) * unit.value, unit.places);
}

function decimalOf(text: string): { readonly value: bigint; readonly places: number } | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, whole = "", rest = ""] = parts;
  return { value: BigInt(whole + rest), places: rest.length };
}
