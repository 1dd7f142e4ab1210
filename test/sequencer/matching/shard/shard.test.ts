import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ShardCore } from "../../../../sequencer/matching/shard/core.ts";
import { LineCutter } from "../../../../sequencer/matching/shard/lineCutter.ts";
import { ShardMetrics, serveMetrics } from "../../../../sequencer/matching/shard/metrics.ts";
import { openQueue } from "../../../../sequencer/matching/shard/openQueue.ts";
import type { Queue } from "../../../../sequencer/matching/shard/queue.ts";
import { runShard } from "../../../../sequencer/matching/shard/run.ts";
import { ShardStore } from "../../../../sequencer/matching/shard/store.ts";
import { FileQueue, InputQueue } from "../../../../sequencer/matching/shard/streamQueue.ts";
import { TcpQueue } from "../../../../sequencer/matching/shard/tcpQueue.ts";
import { TradeFile } from "../../../../sequencer/matching/shard/tradeFile.ts";
import { Random, SEED } from "../../../reference/random.ts";
import { messageFlow } from "./flow.ts";

const MARKET = "BTC/USDT";
const never = new AbortController().signal;

let directory = "";
const path = (name: string): string => join(directory, name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-shard-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Ran {
  readonly notes: readonly string[];
  readonly metrics: string;
}

/** Runs a shard over `a.db` and `trades` to the end of its queue. */
async function run(queue: Queue, snapshotBytes = 1e9): Promise<Ran> {
  const notes: string[] = [];
  const store = new ShardStore({ path: path("a.db"), market: MARKET });
  try {
    const sink = new TradeFile(path("trades"), store.trades());
    const metrics = new ShardMetrics(MARKET, () => store.progress);
    const note = (line: string): void => void notes.push(line);
    try {
      await runShard({ store, queue, sink, metrics, snapshotBytes, note });
    } finally {
      sink.close();
    }
    return { notes, metrics: metrics.expose() };
  } finally {
    store.close();
  }
}

const pieces = (...texts: string[]): AsyncIterable<Uint8Array> =>
  Readable.from(texts.map((text) => Buffer.from(text)));
const input = (...texts: string[]): Queue => new InputQueue(pieces(...texts), never);
const trades = (): string => readFileSync(path("trades"), "utf8");

function order(id: string, side: string, price: number, quantity: number, timestamp: number) {
  return `${JSON.stringify({ type: "order", order_id: id, timestamp, price, quantity, side })}\n`;
}

const ORDER_1 = order("order1", "buy", 1_000_000_000, 10, 1_678_886_400_000);
const ORDER_2 = order("order2", "sell", 1_000_000_000, 5, 1_678_886_400_001);
const TRADE =
  '{"taker_order_id":"order2","maker_order_id":"order1","price":1000000000,"quantity":5,"timestamp":1678886400001}\n';

describe("a shard", () => {
  test("makes the trades of the worked example", async () => {
    await run(input(ORDER_1, ORDER_2, '{"type":"cancel","order_id":"order1"}\n'));
    expect(trades()).toBe(TRADE);
  });

  test("reports what has no effect, ignores cancels of unknown orders, and goes on", async () => {
    const { notes, metrics } = await run(
      input(
        order("a", "buy", 0, 1, 1),
        "{\n",
        order("b", "buy", 5, 0, 2),
        order("a", "buy", 5, 1, 3),
        '{"type":"cancel","order_id":"z"}\n\n',
        "\u00ff".repeat(70_000),
        "\n",
        order("c", "sell", 0, 1, 4),
      ),
    );
    expect(notes.map((line) => line.replace(/: got.*expected/, ": …"))).toEqual([
      "line 2: record: … a name at character 2",
      "line 3: quantity: … more than 0",
      "line 4: order_id: … an id that no resting order has",
      "line 7: record: … at most 65536 bytes",
    ]);
    expect(trades()).toContain('"maker_order_id":"a","price":0,"quantity":1,"timestamp":4');
    expect(metrics).toContain('walras_shard_refusals_total{market="BTC/USDT"} 4\n');
    expect(metrics).toContain('walras_shard_lines_total{market="BTC/USDT"} 8\n');
    expect(metrics).toContain('walras_shard_resting_orders{market="BTC/USDT"} 0\n');
  });

  test("goes on where it stopped, whatever of the input comes again", async () => {
    await run(input(ORDER_1));
    await run(input(ORDER_1, ORDER_2));
    expect(trades()).toBe(TRADE);
    await run(input(`${ORDER_1}${ORDER_2}`));
    expect(trades()).toBe(TRADE);
  });

  test(`restores its book from a snapshot and the messages since, seed ${SEED}`, async () => {
    const text = messageFlow(new Random(SEED, 41), 4_000);
    const cuts = new Random(SEED, 42);
    const whole = new ShardCore(() => {}).apply(Buffer.from(text), (n) => n).output;
    for (let end = 0; end < text.length; ) {
      end = text.indexOf("\n", Math.min(text.length - 1, end + cuts.below(60_000))) + 1;
      writeFileSync(path("flow"), text.slice(0, end));
      await run(new FileQueue(path("flow"), never), 1_024 * cuts.between(1, 100));
    }
    expect(trades()).toBe(Buffer.from(whole).toString());
  });

  test("refuses a file that is shorter than what it took, and another kind of queue", async () => {
    await run(input(ORDER_1, ORDER_2));
    writeFileSync(path("flow"), ORDER_1);
    await expect(run(new FileQueue(path("flow"), never))).rejects.toThrow("taken before");
    await expect(run(input(ORDER_1))).rejects.toThrow("or more");
    const socket = await TcpQueue.listen("127.0.0.1", 0, never);
    await expect(run(socket)).rejects.toThrow("one that counts bytes of a stream, as before");
    socket.close();
  });

  test.each(["", "file", "http://127.0.0.1:1", "tcp://127.0.0.1"])(
    "refuses the queue %j",
    async (url) => {
      const around = { market: MARKET, stdin: pieces(), signal: never, note: () => {} };
      await expect(openQueue(url, around)).rejects.toThrow("--queue");
    },
  );
});

describe("the database", () => {
  test("that is no database, damaged, another market's or in no directory is refused", async () => {
    writeFileSync(path("a.db"), "no database ".repeat(500));
    await expect(run(input())).rejects.toMatchObject({ reason: "notADatabase" });
    rmSync(path("a.db"));

    await run(input(messageFlow(new Random(SEED, 43), 2_000)));
    expect(() => new ShardStore({ path: path("a.db"), market: "ETH/USDT" })).toThrow("BTC/USDT");
    const bytes = readFileSync(path("a.db"));
    bytes.fill(0xee, 4_096 * 2, 4_096 * 12);
    writeFileSync(path("a.db"), bytes);
    await expect(run(input())).rejects.toMatchObject({ reason: "corrupt" });
    expect(() => new ShardStore({ path: path("none/a.db"), market: MARKET })).toThrow(
      "no database",
    );
  });

  test("whose messages do not give its trades is refused", async () => {
    const failing: Queue = {
      unit: "bytes of a stream",
      async *deliveries() {
        for await (const lines of pieces(`${ORDER_1}${ORDER_2}`)) yield { lines, position: 9 };
        throw new RangeError("the queue is gone");
      },
    };
    await expect(run(failing)).rejects.toThrow("gone");
    const sqlite = new Sqlite(path("a.db"));
    sqlite.exec("DELETE FROM tail");
    sqlite.close();
    await expect(run(input())).rejects.toMatchObject({ reason: "inconsistent" });
  });

  test("that was lost does not overwrite the trades that it had", async () => {
    await run(input(ORDER_1, ORDER_2));
    rmSync(path("a.db"));
    await expect(run(input(ORDER_1, ORDER_2))).rejects.toThrow("something else");
    expect(trades()).toBe(TRADE);
  });
});

describe("the trade file", () => {
  const all = ["one\n", "two\n", "three\n"];
  const rows: [what: string, found: string][] = [
    ["is missing", ""],
    ["lacks its end", "one\ntw"],
    ["ends between two trades", "one\ntwo\n"],
    ["has more at its end", "one\ntwo\nthree\nfo"],
    ["differs", "one\nt\0\0\nthree\nfour\n"],
  ];
  test.each(rows)("is whole again if it %s", (_, found) => {
    writeFileSync(path("trades"), found);
    const file = new TradeFile(
      path("trades"),
      all.map((text) => Buffer.from(text)),
    );
    file.append(Buffer.from("four\n"));
    file.close();
    expect(trades()).toBe("one\ntwo\nthree\nfour\n");
  });

  test.each([[["one\n"]], [[]]])("that is another's is left alone, with trades %j", (known) => {
    writeFileSync(path("trades"), "my diary");
    const given = known.map((text) => Buffer.from(text));
    expect(() => new TradeFile(path("trades"), given)).toThrow("something else");
    expect(trades()).toBe("my diary");
  });
});

describe("lines", () => {
  test(`are the same however the bytes are cut, seed ${SEED}`, () => {
    const random = new Random(SEED, 44);
    const text = Buffer.from(`a\n\nbc\n${"d".repeat(70_000)}\ne\n${"f".repeat(200_000)}\ng`);
    const expected = `a\n\nbc\n`;
    for (let round = 0; round < 200; round++) {
      const cutter = new LineCutter();
      let got = "";
      for (let at = 0; at < text.length; ) {
        const end = at + random.magnitude(text.length);
        got += Buffer.from(cutter.push(text.subarray(at, end))).toString();
        at = end;
      }
      expect(cutter.taken).toBeLessThan(text.length);
      got += Buffer.from(cutter.end()).toString();
      expect(cutter.taken).toBe(text.length);
      const lines = got.split("\n");
      expect(got.startsWith(expected)).toBe(true);
      expect(lines.length).toBe(8);
      expect(lines[3]?.length).toBeGreaterThan(65_536);
      expect(lines.slice(4, 5)).toEqual(["e"]);
      expect(lines[5]?.length).toBeGreaterThan(65_536);
      expect(lines[6]).toBe("g");
    }
  });
});

/** A sender on a line socket; `next` is what the shard says next. */
function dial(port: number): { socket: Socket; next: () => Promise<string> } {
  const socket = createConnection(port, "127.0.0.1");
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  return { socket, next: async () => String((await lines.next()).value) };
}

describe("a line socket", () => {
  test("tells each sender where to go on, and has one at a time", async () => {
    const ending = new AbortController();
    const queue = await TcpQueue.listen("127.0.0.1", 0, ending.signal);
    const running = run(queue);
    const first = dial(queue.port);
    expect(await first.next()).toBe('{"position":0}');
    const second = dial(queue.port);
    expect(await second.next()).toContain("another sender");
    first.socket.write(`${ORDER_1}${ORDER_2.slice(0, 20)}`);
    expect(await first.next()).toBe('{"position":1}');
    first.socket.destroy();
    let third = dial(queue.port);
    let greeting = await third.next();
    // The shard may not have noticed yet that the first sender is gone.
    while (greeting.includes("another sender")) {
      third = dial(queue.port);
      greeting = await third.next();
    }
    expect(greeting).toBe('{"position":1}');
    third.socket.write(ORDER_2);
    expect(await third.next()).toBe('{"position":2}');
    expect(trades()).toBe(TRADE);
    ending.abort();
    await running;
    third.socket.destroy();
  });
});

describe("metrics", () => {
  test("are served in Prometheus's text format", async () => {
    const store = new ShardStore({ path: path("a.db"), market: 'a"b' });
    const metrics = new ShardMetrics('a"b', () => store.progress);
    const { server, port } = await serveMetrics(metrics, 0);
    const got = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(got.headers.get("content-type")).toContain("version=0.0.4");
    const text = await got.text();
    expect(text).toContain("# TYPE walras_shard_trades_total counter\n");
    expect(text).toContain('walras_shard_trades_total{market="a\\"b"} 0\n');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    server.close();
    server.closeAllConnections();
    store.close();
  });
});
