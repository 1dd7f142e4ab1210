import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import type { L1Event } from "../../circuits-free-verifier/l1/eventTypes.ts";
import { Follower } from "../../circuits-free-verifier/l1/follow.ts";
import { toHex } from "../../circuits-free-verifier/protocol/bytes.ts";
import { decodePosted } from "../../circuits-free-verifier/protocol/envelopeTree.ts";
import { KEYPER_POINTS } from "../../keyper/schema.ts";
import { SEQUENCER_POINTS } from "../../sequencer/store/schema.ts";
import { compileChild } from "./compileChild.ts";
import type { ChildOrders } from "./crashChild.ts";
import { FLOW_SLOTS, TRADERS } from "./crashFlow.ts";
import { World } from "./world.ts";

const POINTS = [
  ...SEQUENCER_POINTS.map((point) => `sequencer.${point}`),
  ...KEYPER_POINTS.map((point) => `keyper.${point}`),
];
/** Kills before and after each point; a point is visited up to a dozen times. */
const MOST_KILLS = 2;

interface Run {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

function runChild(script: string, orders: ChildOrders): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, JSON.stringify(orders)]);
    let out = "";
    let err = "";
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
      err += data.toString();
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const lines = out.split("\n").filter((line) => line !== "");
      if (code !== 0 && signal !== "SIGKILL") {
        reject(
          new Error(`child ended with ${code ?? signal}\n${lines.slice(-20).join("\n")}\n${err}`),
        );
      } else resolve({ lines, signal });
    });
  });
}

interface Played {
  readonly lines: readonly string[];
  readonly kills: Readonly<Record<string, number>>;
  readonly events: readonly L1Event[];
}

let world: World;
let script = "";
beforeAll(async () => {
  script = compileChild(
    "e2e/crashChild",
    "e2e/crashFlow",
    "e2e/world",
    "e2e/steeredClock",
    "generated/contracts",
  );
  world = await World.create({ traders: TRADERS, funds: 10_000_000, change: { stepsPerRoot: 1 } });
});
afterAll(() => world.close());

/** Starts the child again and again until it comes to the end of the flow. */
async function play(name: string, most: number): Promise<Played> {
  const plan = world.plan();
  const kills: Record<string, number> = {};
  const lines: string[] = [];
  for (let last: string | undefined; ; ) {
    const run = await runChild(script, { plan, name, kills, last, most });
    lines.push(...run.lines);
    if (run.signal === null) return { lines, kills, events: await eventsOf() };
    last = run.lines.at(-1)?.replace(/^kill /, "") ?? "";
    kills[last] = (kills[last] ?? 0) + 1;
  }
}

async function eventsOf(): Promise<L1Event[]> {
  const { client, settlement } = world;
  const chainId = await client.getChainId();
  const follower = new Follower({ client, address: settlement, chainId, fromBlock: 0 });
  return [...(await follower.poll()).events];
}

const wordsAfter = (lines: readonly string[], word: string): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

function claimsOf(events: readonly L1Event[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== "claimed") return [];
    const { index, chunkRoot, stateRoot, chunkCount, slot, atStart } = event.claim;
    return [`${index} ${toHex(chunkRoot)} ${toHex(stateRoot)} ${chunkCount} ${slot} ${atStart}`];
  });
}

/** "slot account version" of every envelope that was sealed. */
function sealedOf(events: readonly L1Event[]): Map<string, number> {
  const sealed = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "sealed") continue;
    const posted = decodePosted(event.envelopes);
    if (posted.fault !== undefined) throw new RangeError(posted.fault);
    for (const { account, version } of posted.envelopes) {
      sealed.set(`${event.slot} ${account}`, version);
    }
  }
  return sealed;
}

const slotsOf = (events: readonly L1Event[], kind: "sealed" | "revealed"): number[] =>
  events.flatMap((event) => (event.kind === kind ? [event.slot] : []));

describe("a sequencer killed at every persistence point", () => {
  test("ends as one that never was", async () => {
    const snapshot = await world.ask("evm_snapshot", []);
    const calm = await play("calm", 0);
    await world.ask("evm_revert", [snapshot]);
    const killed = await play("killed", MOST_KILLS);

    expect(wordsAfter(calm.lines, "status")).toEqual([]);
    expect(claimsOf(calm.events).length).toBe(FLOW_SLOTS.length + 2);
    const visited = new Set(wordsAfter(calm.lines, "visit"));
    expect(POINTS.filter((point) => !visited.has(point))).toEqual([]);
    for (const point of POINTS) {
      expect(killed.kills, point).toHaveProperty([`before ${point}`]);
      expect(killed.kills, point).toHaveProperty([`after ${point}`]);
    }

    expect(wordsAfter(killed.lines, "root")).toEqual(wordsAfter(calm.lines, "root"));
    expect(wordsAfter(calm.lines, "history")).toHaveLength(1);
    expect(wordsAfter(killed.lines, "history")).toEqual(wordsAfter(calm.lines, "history"));
    expect(claimsOf(killed.events)).toEqual(claimsOf(calm.events));
    for (const kind of ["sealed", "revealed"] as const) {
      expect(slotsOf(killed.events, kind)).toEqual(slotsOf(calm.events, kind));
    }
    const sealed = sealedOf(killed.events);
    const receipts = wordsAfter(killed.lines, "receipt");
    expect(receipts.length).toBeGreaterThanOrEqual(TRADERS);
    for (const receipt of receipts) {
      const [slot, account, version] = receipt.split(" ").map(Number);
      const found = sealed.get(`${slot} ${account}`) ?? -1;
      expect(found, receipt).toBeGreaterThanOrEqual(version ?? 0);
    }
    const { url, settlement, crypto } = world;
    await verify({ rpc: url, settlement, crypto });
  }, 240_000);
});
