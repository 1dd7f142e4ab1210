import type { AssetParams, MarketParams } from "#protocol/config";
import { MAX_AMOUNT, TICK_LIMIT } from "#protocol/constants";
import { type Decimal, product, quotient, scaled, showDecimal } from "../config/decimal.ts";
import type { Fault } from "../config/faults.ts";
import type { AssetSettings, MarketSettings } from "./settings.ts";

/** What people say of assets and markets, as the integers that L1 keeps. Nothing is rounded: what does not come out is a fault. */

/** Either the value, or why there is none. */
export type Derived<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

const MAX_SCALE = 2n ** 96n - 1n;

export function assetOf(index: number, asset: AssetSettings): Derived<AssetParams> {
  const scale = scaled(asset.unit, asset.decimals);
  if (scale !== undefined && scale <= MAX_SCALE) return { value: { token: asset.token, scale } };
  const path = `assets[${index}].unit`;
  const expected =
    scale === undefined
      ? `a multiple of the token's least part, 10^−${asset.decimals}`
      : "less than 2^96 of the token's least parts";
  return { faults: [{ path, given: showDecimal(asset.unit), expected }] };
}

export function marketOf(
  index: number,
  market: MarketSettings,
  assets: readonly AssetSettings[],
): Derived<MarketParams> {
  const faults: Fault[] = [];
  const fail = (name: string, given: unknown, expected: string): undefined => {
    faults.push({ path: `markets[${index}].${name}`, given, expected });
    return undefined;
  };
  const sideOf = (name: "base" | "quote") => {
    const at = assets.findIndex(({ symbol }) => symbol === market[name]);
    return at >= 0 ? at : fail(name, market[name], `one of ${symbolsOf(assets)}`);
  };
  const base = sideOf("base");
  const quote = sideOf("quote");
  const units = (name: "lotSize" | "tickSize", amount: Decimal, of: number | undefined) => {
    const asset = of === undefined ? undefined : assets[of];
    if (asset === undefined) return undefined;
    const count = quotient(amount, asset.unit);
    if (count !== undefined && count <= BigInt(MAX_AMOUNT)) return Number(count);
    const what = name === "lotSize" ? "a lot" : "tickSize · lotSize, what one lot costs at tick 1";
    const expected = `${what}, to be 1 … 2^53 − 1 times ${asset.symbol}'s unit ${showDecimal(asset.unit)}`;
    return fail(name, showDecimal(market[name]), expected);
  };
  const baseUnit = units("lotSize", market.lotSize, base);
  const quoteUnit = units("tickSize", product(market.tickSize, market.lotSize), quote);
  const referenceTick = tickOf(market, fail);
  if (
    base === undefined ||
    quote === undefined ||
    baseUnit === undefined ||
    quoteUnit === undefined ||
    referenceTick === undefined
  ) {
    return { faults };
  }
  const { minLots, feeBps, bandBps } = market;
  return {
    value: { base, quote, feeBps, bandBps, minLots, baseUnit, quoteUnit, referenceTick },
  };
}

/** Units of the first asset. */
export function operationFeeOf(fee: Decimal, asset: AssetSettings): Derived<number> {
  const units = quotient(fee, asset.unit);
  if (units !== undefined && units <= BigInt(MAX_AMOUNT)) return { value: Number(units) };
  const expected = `a multiple of ${asset.symbol}'s unit ${showDecimal(asset.unit)}`;
  const path = "deployment.operationFee";
  return { faults: [{ path, given: showDecimal(fee), expected }] };
}

function tickOf(
  { referencePrice, tickSize }: MarketSettings,
  fail: (name: string, given: unknown, expected: string) => undefined,
): number | undefined {
  const tick = quotient(referencePrice, tickSize);
  if (tick !== undefined && tick < BigInt(TICK_LIMIT)) return Number(tick);
  const expected = `1 … ${TICK_LIMIT - 1} times tickSize ${showDecimal(tickSize)}`;
  return fail("referencePrice", showDecimal(referencePrice), expected);
}

const symbolsOf = (assets: readonly AssetSettings[]): string =>
  assets.map(({ symbol }) => symbol).join(", ");
