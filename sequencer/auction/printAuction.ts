import { formatDecimal } from "../matching/decimal.ts";
import type { Auction, AuctionResult } from "./auction.ts";

/** A tick as a price, with all decimals of the tick size. */
export function showPrice({ tickSize, pricePlaces }: Auction, tick: number): string {
  const size = formatDecimal(tickSize, pricePlaces);
  const decimals = size.split(".")[1]?.length ?? 0;
  return formatDecimal(BigInt(tick) * BigInt(tickSize), pricePlaces, decimals);
}

export const showQuantity = ({ quantityPlaces }: Auction, quantity: number): string =>
  formatDecimal(quantity, quantityPlaces);

/** The result as one line of JSON; numbers are text, to stay exact. */
export function printAuction(auction: Auction, result: AuctionResult): string {
  const { tick, volume, surplus, fills } = result;
  const quantityOf = <T extends { readonly quantity: number }>(item: T) => ({
    ...item,
    quantity: showQuantity(auction, item.quantity),
  });
  return JSON.stringify({
    price: tick === undefined ? null : showPrice(auction, tick),
    volume: showQuantity(auction, volume),
    surplus: surplus === undefined ? null : quantityOf(surplus),
    fills: fills.map(quantityOf),
  });
}
