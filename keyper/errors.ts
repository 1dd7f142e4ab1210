import { WalrasError } from "#protocol/errors";

/** Why a keyper signs or shows nothing. */
export const KEYPER_REFUSALS = {
  secondRoot: "another list was certified for this slot",
  notRising: "a later slot was certified already",
  wrongParent: "the parent is not the slot certified last",
  wrongForm: "the envelopes are not a list that L1 takes",
  wrongRoot: "the root is not that of the envelopes",
  beforeClose: "the slot has not closed",
  afterDeadline: "L1 takes the slot no more",
  notCertified: "no certificate was given for the slot",
  badCertificate: "the certificate does not hold",
  noKey: "there is no key for the slot",
} as const;
export type KeyperReason = keyof typeof KEYPER_REFUSALS;

export class KeyperRefusal extends WalrasError {
  readonly reason: KeyperReason;

  constructor(reason: KeyperReason, slot: number, given: unknown, expected: string) {
    super(`keyper.${reason}`, `slot ${slot}: ${KEYPER_REFUSALS[reason]}`, given, expected);
    this.reason = reason;
  }
}
