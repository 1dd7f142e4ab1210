import { useState } from "preact/hooks";
import { useCell } from "../data/cell.ts";
import { useLive } from "../data/context.ts";
import { mergeOlder } from "../model/timeline.ts";
import type { BatchSummary } from "../types.ts";
import { BatchTable } from "./batchTable.tsx";
import { Failure } from "./failure.tsx";

const PAGE = 50;

/** All batches, newest first, as far back as the reader asks. */
export function BatchesView() {
  const live = useLive();
  const newest = useCell(live.batches);
  const [older, setOlder] = useState<readonly BatchSummary[]>([]);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const more = async (): Promise<void> => {
    try {
      const page = await live.reader.getBatches({
        limit: PAGE,
        ...(next == null ? {} : { cursor: next }),
      });
      setOlder((held) => mergeOlder(held, page.items));
      setNext(page.next);
      setError(undefined);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <section class="panel">
      <h1 tabIndex={-1}>Batches</h1>
      <p class="lead">
        Orders of a batch stay sealed until its list is fixed on L1. Then all of them clear at one
        price.
      </p>
      <BatchTable batches={mergeOlder(older, newest)} caption="Batches, newest first" />
      <Failure error={error} />
      {next !== null && (
        <button type="button" onClick={() => void more()}>
          Show older batches
        </button>
      )}
    </section>
  );
}
