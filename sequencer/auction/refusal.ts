import { WalrasError } from "#protocol/errors";

export type AuctionFault =
  /** Not one JSON object, or too long a text. */
  | "json"
  /** A field is missing, unknown or of another kind. */
  | "field"
  | "side"
  | "price"
  | "off-tick"
  | "quantity"
  | "duplicate-id"
  /** Too many orders, or more on one side than can be added exactly. */
  | "too-much"
  /** Nothing says what a price could be. */
  | "no-price";

/** Why an auction is not held; nothing of it has an effect. */
export class AuctionRefusal extends WalrasError {
  constructor(code: AuctionFault, what: string, given: unknown, expected: string) {
    super(code, what, given, expected);
  }
}
