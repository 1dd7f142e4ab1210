import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ShardCore } from "../../sequencer/matching/shard/core.ts";
import { Random, SEED } from "../reference/random.ts";
import { messageFlow } from "../sequencer/matching/shard/flow.ts";

/** Debian's nats-server, or another one by its path. */
const NATS_SERVER = process.env["NATS_SERVER"] ?? "nats-server";
const launcher = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));
const absent = spawnSync(NATS_SERVER, ["--version"]).error !== undefined;

/** Without the server this test says nothing, which only a machine that is no judge may let pass. */
function needServer(skip: (note: string) => never): void {
  if (!absent) return;
  const note = `${NATS_SERVER} is not installed (Debian: apt-get install nats-server)`;
  if (process.env["CI"]) expect.fail(note);
  skip(note);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

let directory = "";
let port = 0;
let server: ChildProcess | undefined;
let connection: NatsConnection | undefined;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "walras-nats-"));
  if (absent) return;
  port = await freePort();
  const args = ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", join(directory, "store")];
  server = spawn(NATS_SERVER, args, { stdio: "ignore" });
  const servers = `127.0.0.1:${port}`;
  connection = await connect({ servers, waitOnFirstConnect: true, reconnectTimeWait: 50 });
});
afterEach(async () => {
  await connection?.close();
  connection = undefined;
  if (server !== undefined) {
    const exit = once(server, "exit");
    server.kill();
    await exit;
    server = undefined;
  }
  rmSync(directory, { recursive: true });
});

async function makeStream(limits = {}): Promise<JetStreamManager> {
  const manager = await jetstreamManager(connection as NatsConnection);
  await manager.streams.add({ name: "ORDERS", subjects: ["orders.*"], ...limits });
  return manager;
}

async function publish(lines: readonly string[]): Promise<void> {
  const stream = jetstream(connection as NatsConnection);
  for (let at = 0; at < lines.length; at += 500)
    await Promise.all(lines.slice(at, at + 500).map((line) => stream.publish("orders.btc", line)));
}

const out = (): string => join(directory, "trades");
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function start(stream = "ORDERS"): { shard: ChildProcess; err: () => string } {
  const queue = `nats://127.0.0.1:${port}/${stream}?subject=orders.btc`;
  const args = ["shard", "--market", "BTC/USDT", "--db", join(directory, "a.db"), "--out", out()];
  const shard = spawn(launcher, [...args, "--queue", queue, "--snapshot-bytes", "300000"]);
  let err = "";
  shard.stderr.on("data", (data: Buffer) => {
    err += data.toString();
  });
  return { shard, err: () => err };
}

describe(`a shard that reads NATS JetStream, seed ${SEED}`, () => {
  test("takes each message once, however often it is killed", async ({ skip }) => {
    needServer(skip);
    const random = new Random(SEED, 61);
    const lines = messageFlow(new Random(SEED, 60), 30_000).split("\n").slice(0, -1);
    const { output } = new ShardCore(() => {}).apply(
      Buffer.from(`${lines.join("\n")}\n`),
      (n) => n,
    );
    await makeStream();
    const publishing = publish(lines);
    for (let kill = 0; kill < 6; kill++) {
      const limit = sizeOf(out()) + random.below(output.length / 8);
      const { shard, err } = start();
      const exit = once(shard, "exit");
      while (sizeOf(out()) <= limit) {
        expect(shard.exitCode, err()).toBe(null);
        await sleep(1);
      }
      shard.kill("SIGKILL");
      await exit;
    }
    await publishing;
    const { shard, err } = start();
    const exit = once(shard, "exit");
    while (sizeOf(out()) < output.length) {
      expect(shard.exitCode, err()).toBe(null);
      await sleep(10);
    }
    shard.kill("SIGTERM");
    const [code] = await exit;
    expect(code, err()).toBe(1);
    expect(readFileSync(out()).equals(output)).toBe(true);
  });

  test("refuses a stream that lost what comes next, or that drops what is read", async ({
    skip,
  }) => {
    needServer(skip);
    const manager = await makeStream();
    const line = (n: number, side: string): string =>
      `{"type":"order","order_id":"${n}","timestamp":${n},"price":1,"quantity":1,"side":"${side}"}`;
    await publish([line(1, "buy"), line(2, "sell")]);
    const first = start();
    while (sizeOf(out()) === 0) await sleep(10);
    first.shard.kill("SIGTERM");
    expect((await once(first.shard, "exit"))[0], first.err()).toBe(0);

    await publish([line(3, "buy"), line(4, "sell")]);
    await manager.streams.purge("ORDERS", { seq: 4 });
    const second = start();
    expect((await once(second.shard, "exit"))[0]).toBe(2);
    expect(second.err()).toContain("message 3, the next to take");

    await manager.streams.delete("ORDERS");
    await makeStream({ retention: "workqueue" });
    const third = start();
    expect((await once(third.shard, "exit"))[0]).toBe(2);
    expect(third.err()).toContain('got "workqueue"');
    const fourth = start("NONE");
    expect((await once(fourth.shard, "exit"))[0]).toBe(2);
    expect(fourth.err()).toContain("as before");
  });
});
