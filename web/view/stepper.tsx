import { STEPS, stageSentence, stageWord, stepOf, toneOf } from "../model/stages.ts";
import type { BatchSummary } from "../types.ts";

/** How far a batch is, as five steps of which those done are filled, and in a word. */
export function Stepper({ batch }: { readonly batch: BatchSummary }) {
  const done = stepOf(batch.stage);
  return (
    <span class={`steps ${toneOf(batch)}`} title={stageSentence(batch)}>
      <span class="dots" aria-hidden="true">
        {STEPS.map((step, n) => (
          <i key={step} class={dotClass(n, done)} />
        ))}
      </span>
      <span class="word">{stageWord(batch.stage)}</span>
      {batch.voided && <span class="tag bad">voided</span>}
      {batch.challenged && <span class="tag bad">challenged</span>}
    </span>
  );
}

function dotClass(n: number, done: number): string {
  if (n < done) return "done";
  return n === done ? "now" : "";
}
