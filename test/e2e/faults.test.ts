import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { MalformedLog, NoSettlement, WrongChain } from "../../circuits-free-verifier/l1/errors.ts";
import { connectL1 } from "../../circuits-free-verifier/l1/rpc.ts";
import { REFUSAL } from "../../circuits-free-verifier/protocol/outcomes.ts";
import type { RunningSequencer, SequencerOptions } from "../../sequencer/main.ts";
import { startSequencer } from "../../sequencer/main.ts";
import type { Status } from "../../sequencer/status.ts";
import { StoreError } from "../../storage/errors.ts";
import { FaultyL1 } from "./faultyL1.ts";
import { World } from "./world.ts";

const PATIENCE = { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 };
const nop = [{ kind: "nop" }] as const;

let world: World;
let l1: FaultyL1;
let sequencer: RunningSequencer | undefined;
let seen: Status[];
let snapshot: unknown;
let names = 0;

beforeAll(async () => {
  world = await World.create({ traders: 3, funds: 1_000_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  l1 = await FaultyL1.before(world.url);
  snapshot = await world.ask("evm_snapshot", []);
  const { timestamp } = await world.client.getBlock();
  world.clock.set(Number(timestamp) * 1000);
  seen = [];
  names++;
});
afterEach(async () => {
  l1.away = false;
  l1.distort = undefined;
  await sequencer?.stop();
  sequencer = undefined;
  await l1.close();
  await world.ask("evm_revert", [snapshot]);
});

function options(change: Partial<SequencerOptions["settings"]> = {}): SequencerOptions {
  return {
    ...world.options(`faults-${names}`, { l1PatienceMs: 400, ...change }),
    l1: { client: connectL1(l1.url), settlement: world.settlement, patience: PATIENCE },
  };
}

async function start(more: Partial<SequencerOptions> = {}): Promise<RunningSequencer> {
  const running = await startSequencer({ ...options(), ...more }, (status) => seen.push(status));
  sequencer = running;
  return running;
}

/** In slot 2, with the accounts known. */
async function startInSlot2(more: Partial<SequencerOptions> = {}): Promise<RunningSequencer> {
  const running = await start(more);
  await running.until(() => running.view?.keySetOf(1) !== undefined);
  await world.goTo(2);
  await running.until(() => running.executor.slot === 1);
  return running;
}

const trader = (n: number) => world.traders[n] as (typeof world.traders)[number];
const kindsSeen = (): string[] => seen.map(({ kind }) => kind);
const errorOf = (kind: Status["kind"]): unknown =>
  seen.flatMap((status) => (status.kind === kind && "error" in status ? [status.error] : []))[0];

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function reasonOf(starting: Promise<unknown>): Promise<string> {
  const error: unknown = await starting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoreError)) throw error ?? new RangeError("it started");
  return error.reason;
}

describe("a database", () => {
  test("that is missing is named, not made", async () => {
    const { settings } = options();
    const starting = start({ settings: { ...settings, createDatabase: false } });
    await expect(starting).rejects.toThrow(/there is no database.*faults-/);
  });

  test("that is damaged is named, whether the sequencer's or the keyper's", async () => {
    const { settings } = options();
    for (const path of [settings.database, settings.database.replace(/\.db$/, "-keyper.db")]) {
      const good = await start();
      await good.stop();
      sequencer = undefined;
      const bytes = readFileSync(path);
      const damaged = Uint8Array.from(bytes);
      damaged.fill(0xa5, 4096, 4096 * 3);
      writeFileSync(path, damaged);
      expect(await reasonOf(start())).toBe("corrupt");
      writeFileSync(path, bytes);
    }
  });

  test("whose state is not the one that was executed is refused", async () => {
    const running = await startInSlot2();
    await running.stop();
    sequencer = undefined;
    const { database } = options().settings;
    const tampered = new Sqlite(database);
    tampered.exec(
      "UPDATE leaf SET bytes = randomblob(32) WHERE gindex = (SELECT max(gindex) FROM leaf)",
    );
    tampered.close();
    expect(await reasonOf(start())).toBe("inconsistent");
  });

  test("that was lost is not replaced by an empty one", async () => {
    const running = await startInSlot2();
    await running.settled();
    await running.stop();
    sequencer = undefined;
    names++;
    expect(await reasonOf(start())).toBe("missing");
  });

  test("that another sequencer has open is left alone", async () => {
    await start();
    expect(await reasonOf(startSequencer(options()))).toBe("inUse");
  });

  test("in a directory that does not exist", async () => {
    const { settings } = options();
    const database = join(world.directory, "no", "such", "place.db");
    expect(await reasonOf(start({ settings: { ...settings, database } }))).toBe("missing");
    mkdirSync(join(world.directory, "no", "such"), { recursive: true });
    await start({ settings: { ...settings, database } });
  });

  test("on a full disk: no receipt, and on again when there is room", async () => {
    let full = false;
    const running = await startInSlot2({
      hook: {
        beforeCommit: () => {
          if (full) throw Object.assign(new Error("disk full"), { code: "SQLITE_FULL" });
        },
        afterCommit: () => {},
      },
    });
    full = true;
    const refused = await world.submit(running, trader(0), nop);
    expect(refused).toMatchObject({ kind: "refused", refusal: REFUSAL.notAccepting });
    expect(errorOf("trouble")).toMatchObject({ reason: "full" });
    full = false;
    await running.until(() => running.collecting() !== undefined);
    expect((await world.submit(running, trader(0), nop)).kind).toBe("receipt");
    full = true;
    await world.goTo(3);
    await until(() => seen.some((status) => "what" in status && status.what === "closing slot 2"));
    full = false;
    await running.until(() => running.executor.slot === 2);
    expect(kindsSeen()).not.toContain("halted");
  });
});

describe("an L1", () => {
  test("that is away stops receipts after a while, and nothing else", async () => {
    const running = await startInSlot2();
    expect((await world.submit(running, trader(0), nop)).kind).toBe("receipt");
    const bytes = world.seal(running, trader(1), nop);
    l1.away = true;
    await until(() => running.collecting() === undefined);
    expect(errorOf("trouble")).toMatchObject({ code: "l1Unreachable" });
    const refused = await running.submit(2, bytes);
    expect(refused).toMatchObject({ kind: "refused", refusal: REFUSAL.notAccepting });
    l1.away = false;
    await running.until(() => running.collecting() !== undefined);
    expect((await running.submit(2, bytes)).kind).toBe("receipt");
    l1.away = true;
    await world.goTo(3);
    await until(() => kindsSeen().includes("certified"));
    l1.away = false;
    await running.until(() => running.executor.slot === 2);
    const executed = seen.findLast((status) => status.kind === "executed");
    expect(executed).toMatchObject({ figures: { envelopes: 2 } });
    expect(kindsSeen()).not.toContain("halted");
  });

  test("that is away beyond a slot's deadline: the slot is lost and said so, the next one goes on", async () => {
    const running = await startInSlot2();
    expect((await world.submit(running, trader(0), nop)).kind).toBe("receipt");
    l1.away = true;
    await world.goTo(3);
    await until(() => kindsSeen().filter((kind) => kind === "certified").length === 2);
    await world.goTo(3, 0.7);
    l1.away = false;
    await running.until(() => kindsSeen().includes("lost"));
    await running.until(() => running.collecting()?.slot === 3);
    expect((await world.submit(running, trader(1), nop)).kind).toBe("receipt");
    await world.goTo(4);
    await running.until(() => running.executor.slot === 3);
    expect(seen.filter(({ kind }) => kind === "lost")).toEqual([
      { kind: "lost", slot: 2, envelopes: 1 },
    ]);
    await running.settled();
    await verify({ rpc: world.url, settlement: world.settlement, crypto: world.crypto });
  });

  test("that is away at the start is waited for", async () => {
    await start();
    await sequencer?.stop();
    let asked = 0;
    l1.distort = (method, answer) => {
      if (method === "eth_getLogs" && ++asked > 1 && asked < 5) l1.away = true;
      return answer;
    };
    const starting = start();
    await until(() => kindsSeen().includes("trouble"));
    l1.distort = undefined;
    l1.away = false;
    await starting;
  });

  test("that turns out to be another chain halts the sequencer", async () => {
    const running = await startInSlot2();
    l1.distort = (method, answer) =>
      method === "eth_chainId" ? { ...answer, result: "0x1" } : answer;
    await expect(running.until(() => false)).rejects.toBeInstanceOf(WrongChain);
    expect(errorOf("halted")).toBeInstanceOf(WrongChain);
    l1.distort = undefined;
    const refused = await running.submit(2, new Uint8Array(0));
    expect(refused.kind).toBe("refused");
    expect(running.collecting()).toBeUndefined();
  });

  test("that tells what Settlement cannot have said halts the sequencer", async () => {
    const running = await startInSlot2();
    l1.distort = (method, answer) => {
      const logs = answer["result"];
      if (method !== "eth_getLogs" || !Array.isArray(logs)) return answer;
      const result = logs.map((log: { data: string }) => ({ ...log, data: `${log.data}00` }));
      return { ...answer, result };
    };
    const halted = running.until(() => false);
    await world.goTo(2, 0.2);
    await world.call(world.owner, "deposit", [1, 0, 10n ** 9n], 10n ** 9n);
    await expect(halted).rejects.toBeInstanceOf(MalformedLog);
  });

  test("without Settlement at the address is said so", async () => {
    const settlement = `0x${"12".repeat(20)}` as const;
    const { client } = options().l1;
    await expect(start({ l1: { client, settlement, patience: PATIENCE } })).rejects.toBeInstanceOf(
      NoSettlement,
    );
  });
});

describe("a reorganisation", () => {
  const patient = () => ({ settings: { ...options().settings, maxClaimSlots: 100 } });

  test("that takes seals and keys away: they are sent again, and what was executed holds", async () => {
    const running = await startInSlot2(patient());
    await world.submit(running, trader(0), nop);
    await world.goTo(3);
    await running.until(() => running.executor.slot === 2);
    const { root } = running.executor;
    const before = await world.client.getBlockNumber();
    await world.ask("anvil_reorg", [2, []]);
    await running.until(() => (running.view?.reorganisations ?? 0) > 0);
    await running.until(() => running.view?.sealOf(2)?.key === "revealed");
    expect(running.executor.root).toEqual(root);
    expect(await world.client.getBlockNumber()).toBeGreaterThan(before);
    running.flushClaims(true);
    await running.settled();
    await verify({ rpc: world.url, settlement: world.settlement, crypto: world.crypto });
    expect(kindsSeen()).not.toContain("startedOver");
  });

  test("that changes executed facts: the trace is run again", async () => {
    const running = await start(patient());
    await running.until(() => running.view?.keySetOf(1) !== undefined);
    await world.goTo(1, 0.5);
    await world.call(world.owner, "deposit", [1, 0, 10n ** 9n], 10n ** 9n);
    await world.goTo(2);
    await running.until(() => running.executor.slot === 1);
    const { root } = running.executor;
    const newest = Number(await world.client.getBlockNumber());
    await world.ask("anvil_reorg", [newest - (await world.blockOfLastDeposit()) + 1, []]);
    // The new blocks are as old as the lost ones, so L1's time must come to the slot's close again.
    await running.until(() => running.view?.sealOf(1) === undefined);
    await world.goToTime(world.timeOf(2, 0.2));
    await running.until(() => kindsSeen().includes("startedOver"));
    await running.until(() => running.executor.slot === 1);
    expect(running.executor.root).not.toEqual(root);
    running.flushClaims(true);
    await running.settled();
    await verify({ rpc: world.url, settlement: world.settlement, crypto: world.crypto });
  });
});
