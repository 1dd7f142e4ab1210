/** Why an operation or an envelope was turned down, by the protocol's names. */
const REASONS: Readonly<Record<string, string>> = {
  applied: "done",
  badSignature: "the envelope was not signed by the account's signer",
  badPoint: "the envelope was not sealed to this batch",
  cannotPay: "the account could not pay the envelope's fee",
  malformed: "the operation makes no sense",
  unlistedMarket: "there is no such market",
  unlistedAsset: "there is no such asset",
  badTick: "the price is outside the range",
  badLots: "the size is below the market's least",
  badExpiry: "the order had expired, or expires too late",
  tooLarge: "the order is too large",
  insufficientBalance: "the account had too little available",
  queueFull: "the queue at this price is full",
  noSuchOrder: "there is no such order any more",
  notYourOrder: "the order is another account's",
  badAmount: "the amount is zero or too large",
  wrongSlot: "the batch does not collect",
  malformedEnvelope: "the envelope cannot be read",
  unknownAccount: "there is no such account",
  refusedSignature: "the envelope is not signed by the account's signer",
  refusedPoint: "the envelope cannot be opened",
  staleVersion: "a newer version of the envelope is held",
  tooManyEnvelopes: "the batch is full",
  tooManyBytes: "the batch is full",
  refusedPayment: "the account cannot pay the envelope's fee",
  notAccepting: "the sequencer takes no envelopes now",
};

/** The reason by its name; the name itself if it is new to this page. */
export const reasonOf = (name: string): string => REASONS[name] ?? name;
