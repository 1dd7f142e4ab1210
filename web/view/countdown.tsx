import { useNow } from "../data/useNow.ts";
import { countdown, shareGone } from "../model/clock.ts";
import type { BatchSummary } from "../types.ts";

const EVERY_MS = 100;

/** Time left of the batch that collects, by the server's clock. */
export function Countdown({ batch }: { readonly batch: BatchSummary }) {
  const now = useNow(EVERY_MS);
  const left = batch.closesAt * 1_000 - now;
  const gone = shareGone(batch.opensAt, batch.closesAt, now);
  return (
    <span class="countdown">
      <span class="left" role="timer" aria-live="off">
        {countdown(left)} s
      </span>
      <span class="bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${gone.toFixed(3)})` }} />
      </span>
    </span>
  );
}
