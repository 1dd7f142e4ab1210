import type { Obstacle } from "../sequencer.ts";

/** What keeps envelopes from being taken, for the operator. */
export const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  notBegun: "No slot has begun.",
  halted: "The sequencer is halted; a person must look at the log.",
  l1Silent: "L1 has not answered for too long.",
  tooManyWaiting: "Too many envelopes wait to be written.",
  retired: "The sequencer has retired: no further slot is certified.",
  closesSoon: "Slots are too short for any envelope to be taken before the close.",
  diskFailed: "The last envelopes could not be written.",
  noKey: "There is no registered key for the slot.",
  sealsLate: "An earlier slot is late to be sealed on L1.",
};
