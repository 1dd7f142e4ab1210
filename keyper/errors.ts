import { WalrasError } from "#protocol/errors";

/** Why a keyper signs or shows nothing. The number is on the wire and never changes. */
export const KEYPER_REFUSALS = {
  secondRoot: { number: 1, text: "another list was certified for this slot" },
  notRising: { number: 2, text: "a later slot was certified already" },
  wrongParent: { number: 3, text: "the parent is not the slot certified last" },
  wrongForm: { number: 4, text: "the envelopes are not a list that L1 takes" },
  wrongRoot: { number: 5, text: "the root is not that of the envelopes" },
  beforeClose: { number: 6, text: "the slot has not closed" },
  afterDeadline: { number: 7, text: "L1 takes the slot no more" },
  tooLate: { number: 8, text: "the list comes too long after the close" },
  notCertified: { number: 9, text: "no certificate was given for the slot" },
  badCertificate: { number: 10, text: "the certificate does not hold" },
  noKey: { number: 11, text: "there is no key for the slot" },
  notReady: { number: 12, text: "the keys are not made yet" },
  tooFew: { number: 13, text: "too few keypers gave a good answer" },
} as const;
export type KeyperReason = keyof typeof KEYPER_REFUSALS;

export class KeyperRefusal extends WalrasError {
  readonly reason: KeyperReason;

  constructor(reason: KeyperReason, slot: number, given: unknown, expected: string) {
    super(`keyper.${reason}`, `slot ${slot}: ${KEYPER_REFUSALS[reason].text}`, given, expected);
    this.reason = reason;
  }
}
