/** The checks of a proof, in the order in which they are made. */
export const CHECKS = ["index", "siblings", "claim", "root", "leaf"] as const;
export type Check = (typeof CHECKS)[number];

/** What each check says once it has passed. */
const PASSED: Readonly<Record<Check, string>> = {
  index: "The place in the state is the one worked out here",
  siblings: "Leaf and siblings hash to the state root",
  claim: "L1 holds the claim of that root, and no challenge killed it",
  root: "The root is as final on L1 as the exchange says",
  leaf: "The leaf says just what the exchange says",
};

export interface CheckLine {
  readonly text: string;
  readonly state: "passed" | "failed" | "notMade";
}

/**
 * The checks as they went.
 * @param failed that failed, with the reason; undefined: all passed
 * @param leafIsBytes whether the leaf is 32 bytes at all, which is looked at before it is hashed
 */
export function checkLines(
  failed: { readonly check: Check; readonly reason: string } | undefined,
  leafIsBytes: boolean,
): readonly CheckLine[] {
  if (failed === undefined)
    return CHECKS.map((check) => ({ text: PASSED[check], state: "passed" }));
  const early = failed.check === "leaf" && !leafIsBytes;
  const at = early ? 1 : CHECKS.indexOf(failed.check);
  return CHECKS.map((check, n) => {
    if (check === failed.check) return { text: failed.reason, state: "failed" };
    return { text: PASSED[check], state: n < at ? "passed" : "notMade" };
  });
}
