import type { Command } from "commander";
import { WalrasError } from "#protocol/errors";
import { ShardMetrics, serveMetrics } from "../../sequencer/matching/shard/metrics.ts";
import { openQueue } from "../../sequencer/matching/shard/openQueue.ts";
import { runShard } from "../../sequencer/matching/shard/run.ts";
import { ShardStore } from "../../sequencer/matching/shard/store.ts";
import { TradeFile, TradeStream } from "../../sequencer/matching/shard/tradeFile.ts";
import { integer } from "../arguments.ts";

interface Options {
  readonly market: string;
  readonly db: string;
  readonly queue: string;
  readonly out?: string;
  readonly snapshotBytes: number;
  readonly metricsPort?: number;
}

const CANNOT = 2;
const KIBIBYTE = 1_024;

/** `walras shard`: exit 0 if every message ever taken had its effect, 1 if some were refused, 2 if it could not go on. */
export function register(program: Command): void {
  program
    .command("shard")
    .description(
      "Match one market's `messages` from a queue. Every message takes effect exactly once, " +
        "however often the process is killed and started again with the same database.",
    )
    .requiredOption("--market <name>", "the market; its database takes no other's messages")
    .requiredOption("--db <file>", "SQLite database, made if there is none")
    .requiredOption(
      "--queue <url>",
      "- (standard input), file:PATH, tcp://HOST:PORT to listen on, or nats://HOST:PORT/STREAM",
    )
    .option("--out <file>", "file of all trades; without it this run's go to standard output")
    .option(
      "--snapshot-bytes <n>",
      "bytes of messages between two snapshots of the book",
      integer(KIBIBYTE, 1e12),
      64 * KIBIBYTE * KIBIBYTE,
    )
    .option(
      "--metrics-port <n>",
      "serve Prometheus metrics on this loopback port",
      integer(0, 65_535),
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : CANNOT))
    .action(async (options: Options) => {
      process.exitCode = await run(options);
    });
}

async function run(options: Options): Promise<number> {
  const note = (line: string): void => void process.stderr.write(`walras shard: ${line}\n`);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  const closing: (() => unknown)[] = [];
  try {
    const { market } = options;
    const store = new ShardStore({ path: options.db, market });
    closing.push(() => store.close());
    const sink =
      options.out === undefined
        ? new TradeStream(process.stdout)
        : new TradeFile(options.out, store.trades());
    closing.push(() => sink.close());
    const metrics = new ShardMetrics(market, () => store.progress);
    if (options.metricsPort !== undefined) {
      const { server, port } = await serveMetrics(metrics, options.metricsPort);
      closing.push(() => server.close().closeAllConnections());
      note(`metrics on http://127.0.0.1:${port}/metrics`);
    }
    const around = { market, stdin: process.stdin, signal: ending.signal, note };
    const queue = await openQueue(options.queue, around);
    closing.push(() => queue.close?.());
    note(`from position ${store.progress.position}, ${queue.unit}`);
    await runShard({ store, queue, sink, metrics, snapshotBytes: options.snapshotBytes, note });
    const { lines, refusals, trades } = store.progress;
    note(`${lines} lines, ${trades} trades, ${refusals} refused`);
    return refusals === 0 ? 0 : 1;
  } catch (error) {
    const expected =
      error instanceof WalrasError || (error as NodeJS.ErrnoException).code !== undefined;
    note(expected ? (error as Error).message : String((error as Error).stack ?? error));
    return CANNOT;
  } finally {
    for (const close of closing.reverse()) await close();
    process.stdin.destroy();
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
