import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Progress } from "./store.ts";

const LOOPBACK = "127.0.0.1";

/** Figures of a shard. Those of `progress` go on after a restart, the others begin anew. */
export class ShardMetrics {
  readonly #market: string;
  readonly #progress: () => Progress;
  #commits = 0;
  #commitNs = 0n;
  snapshots = 0;
  /** Orders in the book. */
  resting: () => number = () => 0;

  constructor(market: string, progress: () => Progress) {
    this.#market = market;
    this.#progress = progress;
  }

  committed(ns: bigint): void {
    this.#commits++;
    this.#commitNs += ns;
  }

  /** In Prometheus's text format. */
  expose(): string {
    const { lines, refusals, trades, position, tailBytes } = this.#progress();
    const label = `{market="${this.#market.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"}`;
    const rows: readonly (readonly [string, "counter" | "gauge", string, number])[] = [
      ["lines_total", "counter", "Lines taken from the queue.", lines],
      ["refusals_total", "counter", "Lines refused.", refusals],
      ["trades_total", "counter", "Trades made.", trades],
      ["queue_position", "gauge", "Position in the queue, on the disk.", position],
      ["resting_orders", "gauge", "Orders in the book.", this.resting()],
      ["tail_bytes", "gauge", "Messages since the snapshot.", tailBytes],
      ["commits_total", "counter", "Commits of this run.", this.#commits],
      ["commit_seconds_total", "counter", "Time in them.", Number(this.#commitNs) / 1e9],
      ["snapshots_total", "counter", "Snapshots of this run.", this.snapshots],
    ];
    return rows
      .map(([name, type, help, value]) => {
        const full = `walras_shard_${name}`;
        return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full}${label} ${value}\n`;
      })
      .join("");
  }
}

/** Serves `GET /metrics` on the loopback interface; port 0 stands for any free one. Returns the server and its port. */
export async function serveMetrics(
  metrics: ShardMetrics,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    const found = request.method === "GET" && request.url === "/metrics";
    response.writeHead(found ? 200 : 404, { "content-type": "text/plain; version=0.0.4" });
    response.end(found ? metrics.expose() : "Try GET /metrics.\n");
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}
