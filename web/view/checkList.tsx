import type { Verified } from "../model/verifying.ts";

const MARKS = { passed: "✓", failed: "✗", notMade: "–" } as const;
const WORDS = { passed: "passed", failed: "failed", notMade: "not made" } as const;

/** How each check of a proof went, and what is proven by them together. */
export function CheckList({ verified }: { readonly verified: Verified }) {
  const { lines, proven } = verified;
  return (
    <div class="checks">
      <ol>
        {lines.map(({ text, state }) => (
          <li key={text} class={state}>
            <span role="img" aria-label={WORDS[state]}>
              {MARKS[state]}
            </span>{" "}
            {text}
          </li>
        ))}
      </ol>
      <p class={proven === undefined ? "verdict bad" : "verdict good"}>
        {proven === undefined
          ? "Refused: this is not what L1 holds. Do not rely on it."
          : `Proven: ${proven}`}
      </p>
    </div>
  );
}
