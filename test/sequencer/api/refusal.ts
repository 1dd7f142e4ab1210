import { outcomeName, type Refusal } from "../../../circuits-free-verifier/protocol/outcomes.ts";
import type { Answer } from "../../../sequencer/daemon.ts";

/** What the sequencer says when it refuses an envelope. */
export const refusalAnswer = (refusal: number): Answer => ({
  kind: "refused",
  refusal: refusal as Refusal,
  reason: outcomeName(refusal),
});
