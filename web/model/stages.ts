import type { BatchSummary, Stage } from "../types.ts";

/** The life of a batch in words. */

/** What a batch passes through, as people are told. */
export const STEPS = ["Collecting", "Sealed", "Opened", "Settled", "Final"] as const;

/** For each stage: the step that it has reached (index into STEPS), a word, and a sentence. */
const STAGES: Readonly<Record<Stage, { step: number; word: string; sentence: string }>> = {
  collecting: {
    step: 0,
    word: "Collecting",
    sentence: "Takes sealed orders that nobody can read.",
  },
  closed: {
    step: 0,
    word: "Closed",
    sentence: "Its list of envelopes is fixed; keypers look at it.",
  },
  certified: {
    step: 0,
    word: "Certified",
    sentence: "The keypers have signed its list, which is on its way to L1.",
  },
  sealed: {
    step: 1,
    word: "Sealed",
    sentence: "Its list is on L1; its orders are still unreadable.",
  },
  opened: {
    step: 2,
    word: "Opened",
    sentence: "Its key is out: everybody can read its orders now.",
  },
  executed: {
    step: 3,
    word: "Settled",
    sentence: "Its price is struck; the claim is on its way to L1.",
  },
  claimed: {
    step: 3,
    word: "Claimed",
    sentence: "Its result is claimed on L1, where anybody can challenge it.",
  },
  final: { step: 4, word: "Final", sentence: "Its result can be challenged no more." },
  lost: {
    step: 0,
    word: "Lost",
    sentence: "It missed its deadline on L1: none of its orders counts.",
  },
};

export const stageWord = (stage: Stage): string => STAGES[stage].word;
export const stepOf = (stage: Stage): number => STAGES[stage].step;

/** The stage in a sentence, with what is out of the ordinary about the batch. */
export function stageSentence(
  batch: Pick<BatchSummary, "stage" | "voided" | "challenged">,
): string {
  const voided = batch.voided ? " Its key was withheld, so its envelopes count as skipped." : "";
  const challenged = batch.challenged
    ? " A wrong claim about it was challenged and killed; it is claimed anew."
    : "";
  return `${STAGES[batch.stage].sentence}${voided}${challenged}`;
}

/** Kind of a batch for its looks; its word always stands beside the colour. */
export function toneOf({
  stage,
  voided,
  challenged,
}: BatchSummary): "live" | "wait" | "good" | "bad" {
  if (stage === "lost" || voided || challenged) return "bad";
  if (stage === "final") return "good";
  return stage === "collecting" ? "live" : "wait";
}
