import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Hex, keccak256 } from "viem";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RpcProxy, startProxy } from "./proxy.ts";
import { WatchWorld } from "./watchWorld.ts";

/** `walras watch` and `walras prove` as a user runs them. */

let world: WatchWorld;
let proxy: RpcProxy;
const running: ChildProcess[] = [];
beforeEach(async () => {
  world = await WatchWorld.start();
  proxy = await startProxy(world.chain.devnet.url);
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  await proxy.stop();
  await world.stop();
});

const LIAR = 8;
const WATCHER = 9;
const bin = fileURLToPath(new URL("../../bin/walras.js", import.meta.url));

interface Child {
  readonly process: ChildProcess;
  /** Lines of JSON so far. */
  readonly said: Record<string, unknown>[];
  readonly code: Promise<number | null>;
  err(): string;
  /** Resolves when a line of this kind is there. */
  until(kind: string): Promise<void>;
}

function walras(...args: string[]): Child {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  running.push(child);
  const said: Record<string, unknown>[] = [];
  const waiting = new Map<string, () => void>();
  let rest = "";
  let err = "";
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  child.stdout.on("data", (data: Buffer) => {
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.startsWith("{"))) {
      said.push(JSON.parse(line));
      waiting.get(String(said.at(-1)?.["kind"]))?.();
    }
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const until = (kind: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (said.some((line) => line["kind"] === kind)) return resolve();
      waiting.set(kind, resolve);
      void code.then((n) => reject(new RangeError(`ended with ${n} before ${kind}: ${err}`)));
    });
  return { process: child, said, code, err: () => err, until };
}

function watch(...more: string[]): Child {
  const keyFile = join(world.folder, "key");
  writeFileSync(keyFile, `${world.chain.party(WATCHER).privateKey}\n`);
  const { settlement } = world.chain;
  const files = ["--db", world.database(WATCHER), "--key-file", keyFile];
  const pace = ["--json", "--poll-ms", "20"];
  return walras(
    "watch",
    "--rpc",
    proxy.url,
    "--settlement",
    settlement,
    ...files,
    ...pace,
    ...more,
  );
}

function prove(...args: string[]): Child {
  return walras("prove", "--rpc", proxy.url, ...args);
}

async function tip(): Promise<number> {
  await world.chain.follow();
  return world.chain.log.claims.tip.claim.index;
}

const nonce = (): Promise<number> =>
  world.chain.client.getTransactionCount({ address: world.chain.party(WATCHER).address });

describe("walras watch", () => {
  test("kills a wrong claim, and ends with 0 when told to", async () => {
    const child = watch();
    await child.until("looked");
    await world.trade();
    const lie = await world.lie(world.chain.party(LIAR));
    await child.until("killed");
    expect(await tip()).toBe(lie.index - 1);
    expect(child.said.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["opened", "wrong", "built", "challenged", "killed"]),
    );
    child.process.kill("SIGTERM");
    expect(await child.code).toBe(0);
  });

  test("--once ends when nothing is wrong any more", async () => {
    await world.trade();
    await world.lie(world.chain.party(LIAR));
    const child = watch("--once");
    expect(await child.code).toBe(0);
    expect(await tip()).toBe(0);
  });

  test("--once ends with 1 where a wrong claim stands that it cannot kill", async () => {
    await world.trade();
    const lie = await world.lie(world.chain.party(LIAR));
    const address = world.chain.party(WATCHER).address;
    const poor = { method: "anvil_setBalance", params: [address, "0x0"] };
    await world.chain.client.request(poor as never);
    const child = watch("--once");
    expect(await child.code).toBe(1);
    expect(child.said).toContainEqual(expect.objectContaining({ code: "cannotPayGas" }));
    expect(await tip()).toBe(lie.index);
  });

  test("2: no key in the file, another chain, a database of something else", async () => {
    const child = watch("--chain-id", "1");
    expect(await child.code).toBe(2);
    expect(child.said.at(-1)).toMatchObject({ kind: "ended", code: "wrongChain" });
    writeFileSync(world.database(WATCHER), "no database, but long enough to be looked at as one");
    const other = watch();
    expect(await other.code).toBe(2);
    expect(other.said.at(-1)).toMatchObject({ kind: "ended", code: "store.notADatabase" });
    const { settlement } = world.chain;
    const keyFile = join(world.folder, "no-key");
    writeFileSync(keyFile, "0x12\n");
    const files = ["--db", world.database(10), "--key-file", keyFile];
    const third = walras("watch", "--rpc", proxy.url, "--settlement", settlement, ...files);
    expect(await third.code).toBe(2);
    expect(third.err()).toContain("expected a private key");
  });
});

describe("walras watch, killed outright", () => {
  test("before it sends: it proves the claim wrong when it begins again", async () => {
    await world.trade();
    await world.lie(world.chain.party(LIAR));
    let called = (): void => {};
    const trying = new Promise<void>((resolve) => {
      called = resolve;
    });
    proxy.meddling = {
      before: ({ method }) => {
        if (method !== "eth_call") return undefined;
        called();
        return new Promise(() => {});
      },
    };
    const child = watch();
    await trying;
    child.process.kill("SIGKILL");
    await child.code;
    expect(child.said).toContainEqual(expect.objectContaining({ kind: "built" }));
    proxy.meddling = {};
    expect(await watch("--once").code).toBe(0);
    expect([await tip(), await nonce()]).toEqual([0, 1]);
  });

  test("after it stored the challenge, before L1 has it: exactly that one is sent", async () => {
    await world.trade();
    await world.lie(world.chain.party(LIAR));
    let send = (_raw: Hex): void => {};
    const sending = new Promise<Hex>((resolve) => {
      send = resolve;
    });
    proxy.meddling = {
      before: ({ method, params }) => {
        if (method !== "eth_sendRawTransaction") return undefined;
        send(params[0] as Hex);
        return new Promise(() => {});
      },
    };
    const child = watch();
    const raw = await sending;
    child.process.kill("SIGKILL");
    await child.code;
    expect(await nonce()).toBe(0);
    proxy.meddling = {};
    const again = watch("--once");
    expect(await again.code).toBe(0);
    expect(again.said).not.toContainEqual(expect.objectContaining({ kind: "built" }));
    expect([await tip(), await nonce()]).toEqual([0, 1]);
    const receipt = await world.chain.client.getTransactionReceipt({ hash: keccak256(raw) });
    expect(receipt.status).toBe("success");
  });

  test("after L1 took the challenge: none is sent again", async () => {
    await world.trade();
    await world.lie(world.chain.party(LIAR));
    const child = watch();
    await child.until("challenged");
    child.process.kill("SIGKILL");
    await child.code;
    expect(await watch("--once").code).toBe(0);
    expect([await tip(), await nonce()]).toEqual([0, 1]);
  });
});

describe("walras prove", () => {
  test("of a right chunk: builds it, and L1 refuses to judge it wrong", async () => {
    await world.trade();
    const claim = await world.claim();
    for (let chunk = 0; chunk < claim.chunkCount; chunk++) {
      const place = ["--claim", String(claim.index), "--chunk", String(chunk)];
      const child = prove("--settlement", world.chain.settlement, ...place, "--dry-run", "--json");
      expect(await child.code).toBe(1);
      expect(child.said).toEqual([
        expect.objectContaining({
          wrong: false,
          dryRun: expect.objectContaining({ accepted: false, name: "ChunkHolds" }),
        }),
      ]);
    }
  });

  test("of a wrong chunk: writes a file that L1 accepts", async () => {
    await world.trade();
    const lie = await world.lie(world.chain.party(LIAR));
    const file = join(world.folder, "proof.json");
    const last = String(lie.chunkCount - 1);
    const place = ["--settlement", world.chain.settlement, "--claim", "1", "--chunk", last];
    const child = prove(...place, "--out", file, "--json");
    expect(await child.code).toBe(0);
    expect(child.said).toEqual([expect.objectContaining({ wrong: true, reason: 136 })]);
    const tried = prove("--in", file, "--dry-run", "--json");
    expect(await tried.code).toBe(0);
    expect(tried.said).toEqual([expect.objectContaining({ dryRun: { accepted: true } })]);

    writeFileSync(file, readFileSync(file, "utf8").replace('"version": 1', '"version": 2'));
    const other = prove("--in", file, "--dry-run");
    expect(await other.code).toBe(2);
    expect(other.err()).toContain("proof file, version: got 2");
    expect(await tip()).toBe(lie.index);
  });

  test("2: no such claim, no such chunk, one behind a wrong one, half the options", async () => {
    await world.trade();
    await world.claim();
    await world.trade();
    const { settlement } = world.chain;
    const of = (claim: number, chunk: number): Child =>
      prove(
        "--settlement",
        settlement,
        "--claim",
        String(claim),
        "--chunk",
        String(chunk),
        "--json",
      );
    const unknown = of(2, 0);
    expect(await unknown.code).toBe(2);
    expect(unknown.said).toEqual([expect.objectContaining({ code: "claimUnknown" })]);
    const far = of(1, 900);
    expect(await far.code).toBe(2);
    expect(far.said).toEqual([expect.objectContaining({ code: "noSuchChunk" })]);
    await world.lie(world.chain.party(LIAR));
    await world.trade();
    await world.believe(world.chain.party(10));
    const behind = of(3, 0);
    expect(await behind.code).toBe(2);
    expect(behind.said).toEqual([expect.objectContaining({ code: "earlierChunkWrong" })]);
    expect(await prove("--settlement", settlement, "--claim", "1").code).toBe(2);
  });
});
