/** Numbered outcomes. Numbers are part of the protocol (PROTOCOL.md, "Outcome numbers") and never change. */

/** What became of an envelope or of one operation; decided by the trace. */
export const OUTCOME = {
  applied: 0,
  badSignature: 1,
  badPoint: 2,
  cannotPay: 3,
  malformed: 16,
  unlistedMarket: 17,
  unlistedAsset: 18,
  badTick: 19,
  badLots: 20,
  badExpiry: 21,
  tooLarge: 22,
  insufficientBalance: 23,
  queueFull: 24,
  noSuchOrder: 25,
  notYourOrder: 26,
  badAmount: 27,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Why a collector takes no envelope; nothing of it reaches the trace. */
export const REFUSAL = {
  wrongSlot: 64,
  malformedEnvelope: 65,
  unknownAccount: 66,
  refusedSignature: 67,
  refusedPoint: 68,
  staleVersion: 69,
  tooManyEnvelopes: 70,
  tooManyBytes: 71,
  refusedPayment: 72,
  notAccepting: 73,
} as const;
export type Refusal = (typeof REFUSAL)[keyof typeof REFUSAL];

/** Why a step of a trace, or the chunk around it, has no valid post-state. */
export const INVALID = {
  noFact: 128,
  recordMissing: 129,
  recordMalformed: 130,
  recordMismatch: 131,
  recordLeftOver: 132,
  nothingToFill: 133,
  wrongClearing: 134,
  wrongExpiry: 135,
  rootMismatch: 136,
} as const;
export type Invalid = (typeof INVALID)[keyof typeof INVALID];

const names = new Map<number, string>(
  [OUTCOME, REFUSAL, INVALID].flatMap((table) =>
    Object.entries(table).map(([name, number]) => [number, name] as const),
  ),
);

/** Name of an outcome, refusal or invalidity number, for people. */
export function outcomeName(number: number): string {
  return names.get(number) ?? `unknown(${number})`;
}
