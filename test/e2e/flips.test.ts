import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Claim } from "#l1/eventTypes";
import { hexToBytes } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { decodeInboxWord } from "#protocol/inbox";
import { verify } from "../../circuits-free-verifier/challenger/verify.ts";
import { isFinding } from "../../circuits-free-verifier/main.ts";
import { Random, SEED, scaled } from "../reference/random.ts";
import { ALL_FIELDS, EVENT_NAMES, eventOf, type Flip, flipsOf, type Log } from "./flips.ts";
import { TestChain } from "./harness.ts";
import { exitBalance, exitOrders, standstill } from "./leaving.ts";
import { type RpcProxy, startProxy } from "./proxy.ts";
import { tour } from "./tour.ts";

let chain: TestChain;
let proxy: RpcProxy;
let logs: Log[];
const all: { log: Log; flip: Flip }[] = [];

beforeAll(async () => {
  chain = await TestChain.start({ keypers: 3 });
  const { claims } = await tour(chain);
  // What the contract that judges offences takes of the sequencer's bond.
  const { dropFee, sequencer } = chain.deployment;
  await chain.call(chain.judge, "fine", []);
  await chain.call(chain.party(6), "postBond", [0, sequencer], { value: dropFee });
  const keyper = chain.party(2).address;
  const { keyperBond } = chain.deployment;
  await chain.call(chain.party(6), "postBond", [1, keyper], { value: keyperBond });
  await chain.call(chain.judge, "punish", [1, keyper, chain.party(6).address]);
  await chain.deposit(9, 1, 0, 7n);
  await chain.follow();
  await standstill(chain, claims.at(-1) as Claim);
  await exitBalance(chain, 1, 0);
  await exitOrders(chain);
  await chain.call(chain.party(6), "refund", [chain.log.facts.inboxLength - 2]);
  proxy = await startProxy(chain.devnet.url);
  logs = (await chain.client.request({
    method: "eth_getLogs",
    params: [{ address: chain.settlement, fromBlock: "0x0", toBlock: "latest" }],
  })) as never;
  const seen = new Set<string>();
  for (const log of logs) {
    for (const flip of flipsOf(log)) {
      const once = `${flip.field} ${flip.position} ${kindOf(log)}`;
      if (!seen.has(once)) all.push({ log, flip });
      seen.add(once);
    }
  }
});
afterAll(async () => {
  await proxy.stop();
  await chain.stop();
});

/** An event's kind; of the inbox, the operation's. */
function kindOf(log: Log): string {
  const name = eventOf(log)?.name ?? "";
  return name === "Enqueued" ? decodeInboxWord(hexToBytes(log.data)).kind : name;
}

function meddle(log: Log, flip: Pick<Flip, "topics" | "data">): void {
  proxy.meddling = {
    after: ({ method }, result) => {
      if (method !== "eth_getLogs") return { result };
      const altered = (result as Log[]).map((given) =>
        given.blockNumber === log.blockNumber && given.logIndex === log.logIndex
          ? { ...given, topics: flip.topics, data: flip.data }
          : given,
      );
      return { result: altered };
    },
  };
}

async function errorOf(trustNode: boolean): Promise<WalrasError | undefined> {
  const { settlement, crypto } = chain;
  try {
    await verify({ rpc: proxy.url, settlement, crypto, trustNode });
    return undefined;
  } catch (error) {
    if (error instanceof WalrasError) return error;
    throw error;
  }
}

/**
 * What nothing else on this chain contradicts: parameters that no event depends on yet, delays that are only ever too
 * long, an address that only its block remembers.
 */
const KNOWN_BY_THE_BLOCK_ALONE = new Set([
  "Deployed.deployment.freezeDelay",
  "Deployed.deployment.exitDelay",
  "Deployed.deployment.threshold",
  "Deployed.deployment.inboxDelay",
  "Deployed.deployment.sweepDelay",
  "Deployed.deployment.assets[].token",
  "Deployed.deployment.assets[].scale",
  "Deposited.from",
]);

test("the chain has every event, and the flips every field of the abi", () => {
  const flipped = new Set(all.map(({ flip }) => flip.field));
  expect(ALL_FIELDS.filter((field) => !flipped.has(field))).toEqual([]);
  expect(new Set(logs.map(kindOf))).toEqual(
    new Set([
      ...EVENT_NAMES.filter((name) => name !== "Enqueued"),
      ...["register", "deposit", "setSigner", "forcedCancel", "forcedWithdraw"],
    ]),
  );
});

test("unmeddled, the chain verifies through the proxy", async () => {
  proxy.meddling = {};
  expect(await errorOf(false)).toBeUndefined();
});

test("one byte of any field of any event: the verifier names the log", async () => {
  for (const { log, flip } of all.filter(({ flip: { position } }) => position === "middle")) {
    meddle(log, flip);
    const error = await errorOf(false);
    const what = `${flip.field} ${kindOf(log)}`;
    expect([what, error !== undefined && isFinding(error)]).toEqual([what, true]);
    const place = `block ${Number(log.blockNumber)}, log ${Number(log.logIndex)}`;
    expect(`${what}: ${error?.message}`).toContain(place);
  }
});

test("one byte anywhere in topics and data, padding included", async () => {
  const random = new Random(SEED, 0);
  for (let round = 0; round < scaled(40); round++) {
    const log = logs[random.below(logs.length)] as Log;
    const part = random.below(log.topics.length + 1);
    const topics = log.topics.map((topic, n) => (n === part ? flipByte(topic, random) : topic));
    const data = part === log.topics.length ? flipByte(log.data, random) : log.data;
    if (data === "0x" && part === log.topics.length) continue;
    meddle(log, { topics, data });
    const error = await errorOf(false);
    const what = `seed ${SEED}, round ${round}: ${error?.message}`;
    expect([what, error !== undefined && isFinding(error)]).toEqual([what, true]);
  }
});

test("even where the node is believed, the rules contradict nearly every byte", async () => {
  const unnoticed = new Set<string>();
  for (const { log, flip } of all) {
    meddle(log, flip);
    const error = await errorOf(true);
    if (error === undefined || !isFinding(error)) unnoticed.add(flip.field);
  }
  expect([...unnoticed].filter((field) => !KNOWN_BY_THE_BLOCK_ALONE.has(field))).toEqual([]);
});

test("a log left out or told twice is found", async () => {
  for (const log of [logs[5], logs.at(-1)] as Log[]) {
    const alter = (change: (given: Log) => Log[]): void => {
      proxy.meddling = {
        after: ({ method }, result) =>
          method === "eth_getLogs"
            ? {
                result: (result as Log[]).flatMap((given) =>
                  same(given, log) ? change(given) : [given],
                ),
              }
            : { result },
      };
    };
    alter(() => []);
    const error = await errorOf(false);
    expect([error?.message, error !== undefined && isFinding(error)]).toEqual([
      error?.message,
      true,
    ]);
    alter((given) => [given, given]);
    expect(await errorOf(false)).toMatchObject({ code: "l1WrongAnswer" });
  }
});

const same = (a: Log, b: Log): boolean =>
  a.blockNumber === b.blockNumber && a.logIndex === b.logIndex;

function flipByte(hex: Hex, random: Random): Hex {
  if (hex === "0x") return hex;
  const at = 2 + random.below((hex.length - 2) / 2) * 2;
  const byte = Number.parseInt(hex.slice(at, at + 2), 16) ^ (1 + random.below(255));
  return `0x${hex.slice(2, at)}${byte.toString(16).padStart(2, "0")}${hex.slice(at + 2)}`;
}
