import type { MarketParams } from "#protocol/config";
import { formatUnits, quotientText } from "../decimals.ts";
import type { Asset } from "../types.ts";

/** What one lot and one tick are, from L1's numbers and the tokens' decimals. */

type Units = Pick<MarketParams, "baseUnit" | "quoteUnit">;
type Token = Pick<Asset, "decimals" | "scale">;

/** Base in one lot, exactly. */
export const lotSizeOf = ({ baseUnit }: Units, base: Token): string =>
  formatUnits(BigInt(baseUnit) * BigInt(base.scale), base.decimals);

/** Quote for one base at tick 1: exactly; undefined where it does not end in decimals. */
export function tickSizeOf(
  { baseUnit, quoteUnit }: Units,
  base: Token,
  quote: Token,
): string | undefined {
  const quoteWei = BigInt(quoteUnit) * BigInt(quote.scale) * 10n ** BigInt(base.decimals);
  const baseWei = BigInt(baseUnit) * BigInt(base.scale) * 10n ** BigInt(quote.decimals);
  return quotientText(quoteWei, baseWei);
}
