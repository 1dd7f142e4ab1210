import { MAX_MARKETS } from "#protocol/constants";

/** Names an auction and, if lots changed hands, the trade; rises with time. */
export const auctionId = (slot: number, market: number): number => slot * MAX_MARKETS + market;
export const slotOfAuction = (id: number): number => Math.floor(id / MAX_MARKETS);
/** Ids of a slot's auctions lie in [first, behind). */
export const auctionsOf = (slot: number): { readonly first: number; readonly behind: number } => ({
  first: auctionId(slot, 0),
  behind: auctionId(slot + 1, 0),
});
