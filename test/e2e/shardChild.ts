import { writeSync } from "node:fs";
import { ShardMetrics } from "../../sequencer/matching/shard/metrics.ts";
import { runShard } from "../../sequencer/matching/shard/run.ts";
import type { ShardPoint } from "../../sequencer/matching/shard/schema.ts";
import { ShardStore } from "../../sequencer/matching/shard/store.ts";
import { FileQueue } from "../../sequencer/matching/shard/streamQueue.ts";
import { TradeFile } from "../../sequencer/matching/shard/tradeFile.ts";

/** A shard that ends itself at a persistence point. */
export interface ShardOrders {
  readonly db: string;
  readonly flow: string;
  readonly out: string;
  readonly snapshotBytes: number;
  /** "before batch" or "after snapshot", say; empty: nowhere. */
  readonly at: string;
  /** How often it passes that point before. */
  readonly passes: number;
}

const orders: ShardOrders = JSON.parse(process.argv[2] ?? "");
let left = orders.passes;

function pass(when: string, point: ShardPoint): void {
  writeSync(1, `${when} ${point}\n`);
  if (`${when} ${point}` === orders.at && left-- === 0) process.kill(process.pid, "SIGKILL");
}

const market = "BTC/USDT";
const store = new ShardStore({
  path: orders.db,
  market,
  hook: {
    beforeCommit: (point) => pass("before", point),
    afterCommit: (point) => pass("after", point),
  },
});
await runShard({
  store,
  queue: new FileQueue(orders.flow, new AbortController().signal),
  sink: new TradeFile(orders.out, store.trades()),
  metrics: new ShardMetrics(market, () => store.progress),
  snapshotBytes: orders.snapshotBytes,
  note: () => {},
});
store.close();
