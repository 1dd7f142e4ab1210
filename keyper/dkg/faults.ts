/** What a keyper did against the protocol, each shown by messages that it signed; `absent` is only a view. */
export const FAULTS = {
  equivocation: "signed two different messages where one is allowed",
  wrongReveal: "revealed another dealing than it committed to",
  wrongTranscript: "brought a commitment that its keyper never signed",
  badDealing: "dealt points that are none, or without a proof of possession",
  badParcels: "sent parcels that nobody can open",
  badShare: "sent a share that its dealing does not commit to",
  falseComplaint: "complained of a good share",
  badSignature: "signed a key set wrongly",
  wrongRoot: "signed another key set than the messages determine",
  wrongProposal: "proposed two lists of participants for one attempt",
  absent: "was not heard of in time",
} as const;
export type FaultReason = keyof typeof FAULTS;

export interface Fault {
  readonly keyper: number;
  readonly reason: FaultReason;
  readonly attempt: number;
  /** Where it shows: a slot's place in the set, or the other keyper concerned. */
  readonly at?: number;
}

export const faultText = ({ keyper, reason, attempt, at }: Fault): string =>
  `keyper ${keyper} ${FAULTS[reason]} (attempt ${attempt}${at === undefined ? "" : `, at ${at}`})`;
