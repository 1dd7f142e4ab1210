/** One call auction: orders that all trade at one price, or not at all. */

export type AuctionSide = "buy" | "sell";

export interface AuctionOrder {
  readonly id: string;
  readonly side: AuctionSide;
  /** Multiples of the tick size, 1 … 2^53−2; undefined for a market order, which takes any price. */
  readonly tick: number | undefined;
  /** Units of 10^−quantityPlaces, 1 … 2^53−1; so are the sums of each side. */
  readonly quantity: number;
}

export interface Auction {
  /** Units of 10^−pricePlaces, at least 1. */
  readonly tickSize: number;
  readonly pricePlaces: number;
  readonly quantityPlaces: number;
  /** A tick like those of orders. */
  readonly reference: number | undefined;
  /** In time priority. */
  readonly orders: readonly AuctionOrder[];
}

export interface AuctionFill {
  readonly id: string;
  /** At least 1. */
  readonly quantity: number;
}

export interface AuctionResult {
  /** The one price of all fills; undefined when nothing crosses. */
  readonly tick: number | undefined;
  readonly volume: number;
  /** What one side has left at that price; undefined if nothing, or no price. */
  readonly surplus: { readonly side: AuctionSide; readonly quantity: number } | undefined;
  /** As the orders are listed; those without a fill are left out. */
  readonly fills: readonly AuctionFill[];
}
