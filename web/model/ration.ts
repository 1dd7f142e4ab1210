import type { Auction } from "../types.ts";

type Rationed = NonNullable<Auction["rationed"]>;

/** How numbers are written for people: a price by its tick, a quantity by its lots. */
export interface Words {
  readonly price: (tick: number) => string;
  readonly quantity: (lots: number) => string;
}

/** Who got less than they asked for, and why, in sentences. */
export function rationSentence({ rationed, volume }: Auction, words: Words): string {
  if (volume === 0) return "Nothing was traded, so nobody was rationed.";
  if (rationed === null) return "Every order at this price or a better one was filled in full.";
  const wanted = words.quantity(sumOf(rationed, ({ lots }) => lots));
  const filled = words.quantity(sumOf(rationed, (order) => order.filled));
  const level = `${rationed.side === "buy" ? "Bids" : "Asks"} at ${words.price(rationed.tick)}`;
  const shortfall = `${level} wanted ${wanted}, ${filled} were left to fill`;
  const { length } = rationed.orders;
  return length === 1
    ? `${shortfall}: the one order there was filled in part.`
    : `${shortfall}: of its ${length} orders those of earlier batches went first, then the drawn order decided.`;
}

/** What became of one order at the rationed level. */
export function shareWord({ lots, filled }: Rationed["orders"][number]): string {
  if (filled === 0) return "not filled";
  return filled === lots ? "filled" : "filled in part";
}

const sumOf = (rationed: Rationed, part: (order: Rationed["orders"][number]) => number): number =>
  rationed.orders.reduce((sum, order) => sum + part(order), 0);
