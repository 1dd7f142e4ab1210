import type { Market } from "../types.ts";

export function TradePanel({ market }: { readonly market: Market }) {
  return <p>{market.symbol}</p>;
}
