import type { Deployment } from "#protocol/config";
import type { ClaimView, L1View } from "../../ports.ts";

/** Which claim stands for a batch, and when it can be final. */
export interface ClaimOf {
  /** Index of the claim that holds the batch's last chunk. */
  readonly index: number;
  /** Unix seconds; undefined while no claim from there on ends at Start, without which L1 makes nothing final. */
  readonly finalFrom: number | undefined;
}

/** @param chunksEnd chunks of the trace up to the batch's end */
export function claimOf(
  view: Pick<L1View, "standing" | "finalClaimOf">,
  deployment: Pick<Deployment, "challengeWindow">,
  chunksEnd: number,
): ClaimOf | undefined {
  const holds = ({ from, to }: ClaimView): boolean => from < chunksEnd && chunksEnd <= to;
  const at = view.standing.findIndex(holds);
  const found = view.standing[at];
  if (found === undefined) {
    const final = view.finalClaimOf(chunksEnd);
    if (final === undefined) return undefined;
    const finalFrom = final.start.postedAt + deployment.challengeWindow;
    return { index: final.claim.index, finalFrom };
  }
  const ends = view.standing.slice(at).find(({ claim }) => claim.atStart)?.claim.postedAt;
  const finalFrom = ends === undefined ? undefined : ends + deployment.challengeWindow;
  return { index: found.claim.index, finalFrom };
}
