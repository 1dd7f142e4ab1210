import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";

/** What everybody on the page must know: the exchange is out of reach, or it stands still. */
export function Banner() {
  const live = useLive();
  const connection = useCell(live.connection);
  const halted = useCell(live.status)?.halted;
  return (
    <div role="alert">
      {connection === "lost" && (
        <p class="banner">
          The exchange does not answer. What is shown may be old; the page tries again by itself.
        </p>
      )}
      {connection !== "lost" && halted != null && (
        <p class="banner">The sequencer stands still: {halted}</p>
      )}
    </div>
  );
}
