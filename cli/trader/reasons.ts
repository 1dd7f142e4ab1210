import { OUTCOME, outcomeName } from "#protocol/outcomes";

/** Why a batch did not do what it was asked, and what to do about it. */
const REASONS: ReadonlyMap<number, string> = new Map<number, string>([
  [OUTCOME.badSignature, "its signature is none of the account's signer"],
  [OUTCOME.badPoint, "the envelope was not sealed as it must be"],
  [
    OUTCOME.cannotPay,
    "the account could not pay the envelope's fee: deposit more of the fee's asset",
  ],
  [OUTCOME.malformed, "the operation could not be read"],
  [OUTCOME.unlistedMarket, "there is no such market"],
  [OUTCOME.unlistedAsset, "there is no such asset"],
  [OUTCOME.badTick, "the price is out of range"],
  [OUTCOME.badLots, "the quantity is below the market's least"],
  [OUTCOME.badExpiry, "the order would have expired before its batch"],
  [OUTCOME.tooLarge, "the order is worth more than the exchange can count"],
  [OUTCOME.insufficientBalance, "too little money when the batch was executed: see walras balance"],
  [OUTCOME.queueFull, "too many orders rest at this price: choose another"],
  [OUTCOME.noSuchOrder, "the order was over before: see walras orders --all"],
  [OUTCOME.notYourOrder, "the order is another account's"],
  [OUTCOME.badAmount, "the amount is out of range"],
]);

export const reasonOf = (outcome: number): string => REASONS.get(outcome) ?? outcomeName(outcome);
