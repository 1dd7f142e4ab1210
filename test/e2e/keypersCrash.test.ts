import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGroup } from "../../circuits-free-verifier/crypto/loadGroup.ts";
import { devAccounts } from "../../circuits-free-verifier/l1/devnet.ts";
import type { L1Event } from "../../circuits-free-verifier/l1/eventTypes.ts";
import { FactLog } from "../../circuits-free-verifier/l1/facts.ts";
import { Follower } from "../../circuits-free-verifier/l1/follow.ts";
import { hexToBytes, toHex } from "../../circuits-free-verifier/protocol/bytes.ts";
import { envelopeTreeRoot } from "../../circuits-free-verifier/protocol/envelopeTree.ts";
import { domainSeparatorOf } from "../../circuits-free-verifier/protocol/messages.ts";
import { freePorts } from "../../demo/ports.ts";
import { COMMITTEE_POINTS } from "../../keyper/committee/schema.ts";
import { committeeKeys } from "../../sequencer/main.ts";
import type { Keys } from "../../sequencer/ports.ts";
import { compileChild } from "./compileChild.ts";
import type { KeyperOrders } from "./keyperChild.ts";
import { World } from "./world.ts";

/** Three keypers of whom all three must sign: none can go on without the one that is killed again and again. */
const N = 3;
const VICTIM = 0;
/** Far beyond what a busy machine takes. */
const PATIENCE_MS = 280_000;
const accounts = devAccounts(8);
const privateKeys = [accounts[2], accounts[5], accounts[6]].map((account) => account!.privateKey);
const addresses = [accounts[2], accounts[5], accounts[6]].map((account) => account!.address);

let world: World;
let script = "";
let ports: number[] = [];
const children: (ChildProcess | undefined)[] = [];
const kills = COMMITTEE_POINTS.flatMap((point) => [`before ${point}`, `after ${point}`]);
const killed: string[] = [];
const visited = new Set<string>();
const log: string[] = [];
let ending = false;

beforeAll(async () => {
  script = compileChild("e2e/keyperChild");
  const keypers = addresses.map((address) => address.toLowerCase());
  const change = { keypers, threshold: 2, quorum: 3 };
  world = await World.create({ traders: 1, funds: 1_000, change });
  for (const address of addresses.slice(1)) {
    await world.call(accounts[0]!.address, "postBond", [1, address], world.deployment.keyperBond);
  }
  setClock();
  ports = await freePorts(N);
  for (let index = 0; index < N; index++) launch(index);
});
afterAll(async () => {
  ending = true;
  for (const child of children) child?.kill("SIGKILL");
  await world.close();
});

function setClock(): void {
  const file = join(world.directory, "clock");
  writeFileSync(`${file}.new`, String(world.clock.now() - Date.now()));
  renameSync(`${file}.new`, file);
}

function settingsOf(index: number): KeyperOrders["settings"] {
  const home = join(world.directory, `keyper-${index}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "key"), privateKeys[index] as string);
  writeFileSync(join(home, "passphrase"), "of a test");
  return {
    database: join(home, "db"),
    createDatabase: true,
    privateKeyFile: join(home, "key"),
    passphraseFile: join(home, "passphrase"),
    rpc: world.url,
    settlement: world.settlement,
    port: ports[index],
    keypers: ports.map((port, at) => ({
      url: `http://127.0.0.1:${port}`,
      publicKey: toHex(world.crypto.pointOf(hexToBytes(privateKeys[at] as string))!),
    })),
    pollMs: 50,
    syncMs: 50,
    attemptMs: 600_000,
    skewMs: 600_000,
    // Only the one that is killed posts.
    post: index === VICTIM,
  };
}

/** Starts a keyper; the victim is started again whenever it has died. */
function launch(index: number): void {
  const clockFile = join(world.directory, "clock");
  const due = index === VICTIM ? kills.filter((kill) => !killed.includes(kill)) : [];
  const orders: KeyperOrders = { settings: settingsOf(index), clockFile, kills: due };
  const child = spawn(process.execPath, [script, JSON.stringify(orders)]);
  children[index] = child;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.push(`keyper ${index}: ${line}`);
      const [word, ...rest] = line.split(" ");
      if (word === "kill") killed.push(rest.join(" "));
      if (word === "visit" && index === VICTIM) visited.add(rest.join(" "));
    });
  }
  child.once("close", (_, signal) => {
    if (!ending && signal === "SIGKILL" && index === VICTIM) launch(index);
  });
}

async function factsNow(): Promise<{ facts: FactLog; events: readonly L1Event[] }> {
  const { client, settlement, crypto, deployment } = world;
  const chainId = await client.getChainId();
  const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
  const facts = new FactLog({ crypto, domainSeparator, deployment });
  const follower = new Follower({ client, address: settlement, chainId, fromBlock: 0 });
  const events: L1Event[] = [];
  // The last blocks are told by another poll than those before.
  for (;;) {
    const { events: more, head, tip } = await follower.poll();
    events.push(...more);
    if (head?.number === tip.number) break;
  }
  for (const event of events) facts.apply(event);
  return { facts, events };
}

/** Asks again for as long as the answer may come. */
async function until<T>(keys: Pick<Keys, "mayPass">, work: () => Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!keys.mayPass(error) || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe("a keyper killed at every persistence point", () => {
  test("is there again for every signature, and posts what nobody else does", async () => {
    const { crypto, deployment, client, settlement } = world;
    const chainId = await client.getChainId();
    const domainSeparator = domainSeparatorOf(crypto, chainId, hexToBytes(settlement));
    const { keys, close } = committeeKeys({
      group: await loadGroup(),
      urls: ports.map((port) => `http://127.0.0.1:${port}`),
      privateKey: accounts[1]!.privateKey,
      peerTimeoutMs: 20_000,
      waitMs: 1_000,
      say: () => {},
    })({
      deployment,
      context: { crypto, domainSeparator },
      chainId,
      settlement,
      clock: world.clock,
      l1: { statusOf: () => "pending", lastCertified: () => 0 },
    });
    try {
      const { first, root, signatures } = await until(keys, async () => await keys.keySet(1));
      expect(first).toBe(1);
      const register = [first, toHex(root), toHex(signatures)];
      await world.call(accounts[1]!.address, "registerKeySet", register);

      const slot = 1;
      await world.goToTime(world.timeOf(slot + 1, 0.001));
      setClock();
      const envelope = new Uint8Array(120);
      envelope[3] = 1;
      const request = {
        slot,
        parent: 0,
        envelopes: [envelope],
        root: envelopeTreeRoot(crypto, [envelope]),
      };
      await until(keys, async () => await keys.certify(request));

      // No sequencer posts anything: half of the delay passes for the seal, then for the key.
      await jump(0.36);
      await settle(async () => (await factsNow()).facts.lastCertified === slot);
      await jump(0.72);
      await settle(async () => (await factsNow()).facts.sealOf(slot)?.key instanceof Uint8Array);
      await settle(() => Promise.resolve(visited.has("removeTransaction")));
      await settle(() => Promise.resolve(kills.every((kill) => killed.includes(kill))));
    } catch (error) {
      throw new Error(`${String(error)}\n${log.slice(-60).join("\n")}`);
    } finally {
      close();
    }
    const { events } = await factsNow();
    expect(events.filter(({ kind }) => kind === "sealed")).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === "revealed")).toHaveLength(1);
    expect(log.filter((line) => line.includes("failed") || line.includes("signed two"))).toEqual(
      [],
    );
    expect(COMMITTEE_POINTS.filter((point) => !visited.has(point))).toEqual([]);
  }, 600_000);
});

/** To a part of the second slot's time. */
async function jump(part: number): Promise<void> {
  await world.goToTime(world.timeOf(2, part));
  setClock();
}

async function settle(met: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await met())) {
    if (performance.now() > end) throw new RangeError("it did not happen");
    await world.mine();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
