import type { BaseClient } from "../baseClient.ts";
import { type Unwatch, watchFeed } from "../socket/watch.ts";
import type { BatchSummary } from "../types.ts";
import { getBatches } from "./getBatches.ts";

/** Of {@link watchBatches}. */
export interface WatchBatchesParameters {
  /** A batch that is new, or that came further. */
  readonly onBatch: (batch: BatchSummary) => void;
  /** A failure to reach the API; watching goes on. */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** In the first state, and looked at again after the line was down; as many as a channel's own state has. */
const NEWEST = 50;
/** Looked at again after the line was down, in case that older ones came further. */
const AGAIN = 500;
/** Whose state is remembered. */
const MOST_KNOWN = 1_024;

/**
 * Tells of every batch that is new or came further: first the newest 50, oldest first, then each change, in order and once.
 * @throws nothing; the answer ends it
 *
 * @example
 * ```ts
 * import { createWalrasClient } from "walras";
 * import { http } from "viem";
 * import { privateKeyToAccount } from "viem/accounts";
 * import { foundry } from "viem/chains";
 *
 * const account = privateKeyToAccount("0x0000000000000000000000000000000000000000000000000000000000000001");
 * const client = createWalrasClient({ chain: foundry, transport: http(), url: "http://127.0.0.1:8080", account });
 * const unwatch = client.watchBatches({ onBatch: ({ slot, stage }) => slot + stage.length });
 * unwatch();
 * ```
 */
export function watchBatches(
  client: BaseClient,
  { onBatch, onError }: WatchBatchesParameters,
): Unwatch {
  const told = new Map<number, string>();
  const tell = (batch: BatchSummary): void => {
    const text = JSON.stringify(batch);
    if (told.get(batch.slot) === text) return;
    told.delete(batch.slot);
    told.set(batch.slot, text);
    const [oldest] = told.keys();
    if (told.size > MOST_KNOWN && oldest !== undefined) told.delete(oldest);
    onBatch(batch);
  };
  const ask = async (): Promise<readonly BatchSummary[]> => {
    const limit = told.size === 0 ? NEWEST : AGAIN;
    return (await getBatches(client, { limit })).items;
  };
  return watchFeed<readonly BatchSummary[], BatchSummary>(
    client,
    {
      channel: { name: "batches" },
      ask,
      takeSnapshot: async (batches) => {
        const oldest = batches.at(-1)?.slot ?? 0;
        const isAgain = told.size > 0 && batches.length <= NEWEST;
        const older = isAgain ? (await ask()).filter(({ slot }) => slot < oldest) : [];
        for (const batch of [...batches, ...older].reverse()) tell(batch);
      },
      takeMessage: tell,
    },
    onError,
  );
}
