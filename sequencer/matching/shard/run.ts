import { describeRefusal } from "../formats/refusal.ts";
import { ShardCore } from "./core.ts";
import type { ShardMetrics } from "./metrics.ts";
import type { Delivery, Queue } from "./queue.ts";
import type { ShardStore } from "./store.ts";
import type { TradeSink } from "./tradeFile.ts";

export interface ShardParts {
  readonly store: ShardStore;
  readonly queue: Queue;
  readonly sink: TradeSink;
  readonly metrics: ShardMetrics;
  /** Bytes of messages after which the book is written down anew; a restart repeats no more of them, but for one delivery. */
  readonly snapshotBytes: number;
  /** A line for the operator. */
  readonly note: (line: string) => void;
}

/**
 * Takes what the queue delivers until it ends. For each delivery: match, report refusals, commit position and trades in one
 * transaction, hand the trades on. Only when the next delivery is asked for does the queue learn of the commit.
 */
export async function runShard(parts: ShardParts): Promise<void> {
  const { store, queue, metrics } = parts;
  store.expectUnit(queue.unit);
  const core = restore(parts);
  metrics.resting = () => core.resting;
  for await (const delivery of queue.deliveries(store.progress.position)) {
    await take(parts, core, delivery);
    if (store.progress.tailBytes >= parts.snapshotBytes) takeSnapshot(parts, core);
  }
  if (store.progress.tailBytes > 0) takeSnapshot(parts, core);
}

/** The book as the last commit left it. */
function restore({ store, note }: ShardParts): ShardCore {
  let restoring = true;
  // Refusals of the tail were reported when it came, and the snapshot has none.
  const core = new ShardCore((refusal) => {
    if (!restoring) note(describeRefusal(refusal));
  });
  for (const lines of store.messages("snapshot")) core.apply(lines, (index) => index);
  let trades = 0;
  let bytes = 0;
  for (const lines of store.messages("tail")) {
    const effect = core.apply(lines, (index) => index);
    trades += effect.trades;
    bytes += effect.output.length;
  }
  store.expectTail(trades, bytes);
  restoring = false;
  return core;
}

async function take(parts: ShardParts, core: ShardCore, delivery: Delivery): Promise<void> {
  const { store, queue, sink, metrics } = parts;
  const first = store.progress.lines + 1;
  const { lines, numbers } = delivery;
  const effect = core.apply(lines, (index) => numbers?.[index] ?? first + index);
  const started = process.hrtime.bigint();
  store.commit(queue.unit, delivery, effect);
  metrics.committed(process.hrtime.bigint() - started);
  await sink.append(effect.output);
}

function takeSnapshot({ store, metrics }: ShardParts, core: ShardCore): void {
  store.takeSnapshot(core.snapshot());
  metrics.snapshots++;
}
