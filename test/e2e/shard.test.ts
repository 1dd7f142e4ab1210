import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ShardCore } from "../../sequencer/matching/shard/core.ts";
import { SHARD_POINTS } from "../../sequencer/matching/shard/schema.ts";
import { Random, SEED } from "../reference/random.ts";
import { messageFlow } from "../sequencer/matching/shard/flow.ts";
import type { ShardOrders } from "./shardChild.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const LINES = 60_000;
const random = new Random(SEED, 51);

let directory = "";
let flow = "";
let undisturbed = "";
let child = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "walras-shard-"));
  flow = join(directory, "flow.ndjson");
  const text = messageFlow(new Random(SEED, 50), LINES);
  writeFileSync(flow, text);
  const { output } = new ShardCore(() => {}).apply(Buffer.from(text), (n) => n);
  undisturbed = Buffer.from(output).toString();
  child = compileChild();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Node runs no TypeScript: the child is put beside the build, which it imports. */
function compileChild(): string {
  const { outputText } = ts.transpileModule(readFileSync(here("shardChild.ts"), "utf8"), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  mkdirSync(here("../../dist/test/e2e"), { recursive: true });
  const to = here("../../dist/test/e2e/shardChild.js");
  writeFileSync(to, outputText);
  return to;
}

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function ended(process: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  process.stdout?.on("data", (data: Buffer) => {
    out += data.toString();
  });
  process.stderr?.on("data", (data: Buffer) => {
    err += data.toString();
  });
  const [code, signal] = await once(process, "close");
  return { out, err, code, signal };
}

describe(`a shard killed with SIGKILL, seed ${SEED}`, () => {
  test("before and after each persistence point ends with the same trade file", async () => {
    const visited = new Set<string>();
    for (const point of SHARD_POINTS) {
      for (const when of ["before", "after"]) {
        const name = `${when}-${point}`;
        const out = join(directory, `${name}.out`);
        const orders: ShardOrders = {
          db: join(directory, `${name}.db`),
          flow,
          out,
          snapshotBytes: 500_000,
          at: `${when} ${point}`,
          passes: point === "create" ? 0 : random.below(2),
        };
        const start = (changed: Partial<ShardOrders>): Promise<Ended> =>
          ended(spawn(process.execPath, [child, JSON.stringify({ ...orders, ...changed })]));
        const killed = await start({});
        expect(killed.signal, killed.err).toBe("SIGKILL");
        const { code, err } = await start({ at: "" });
        expect(code, err).toBe(0);
        expect(readFileSync(out, "utf8") === undisturbed, name).toBe(true);
        for (const line of killed.out.split("\n")) visited.add(line);
      }
    }
    for (const point of SHARD_POINTS) expect([...visited]).toContain(`after ${point}`);
  });

  test.each(["file", "standard input"])(
    "at random times, reading a %s, ends with the same trade file",
    async (from) => {
      const name = from.replace(" ", "-");
      const out = join(directory, `${name}.out`);
      const queue = from === "file" ? `file:${flow}` : "-";
      const args = ["shard", "--market", "BTC/USDT", "--db", join(directory, `${name}.db`)];
      args.push("--queue", queue, "--out", out, "--snapshot-bytes", "700000");
      const start = (): ChildProcess => spawn(here("../../bin/walras.js"), args);
      const limits = Array.from({ length: 10 }, () => random.below(undisturbed.length));
      let midway = 0;
      for (const limit of limits.sort((a, b) => a - b)) {
        const shard = start();
        feed(shard, queue);
        const end = ended(shard);
        while (running(shard) && sizeOf(out) < limit) await sleep(1);
        await sleep(random.below(10));
        shard.kill("SIGKILL");
        if ((await end).signal === "SIGKILL" && sizeOf(out) < undisturbed.length) midway++;
      }
      expect(midway).toBeGreaterThan(0);
      const last = start();
      feed(last, queue);
      const { code, err } = await ended(last);
      expect(code, err.slice(-1_000)).toBe(1);
      expect(readFileSync(out, "utf8") === undisturbed).toBe(true);
    },
  );
});

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const running = (shard: ChildProcess): boolean =>
  shard.exitCode === null && shard.signalCode === null;

/** Gives a shard its standard input, in pieces that each make a commit. */
function feed(shard: ChildProcess, queue: string): void {
  if (queue !== "-" || shard.stdin === null) return;
  const bytes = readFileSync(flow);
  const piece = 65_536;
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
  // A killed shard closes its end of the pipe.
  pipeline(Readable.from(pieces), shard.stdin, () => {});
}
