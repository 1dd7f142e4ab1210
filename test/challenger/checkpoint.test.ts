import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClaimLog, genesisNode } from "#l1/claims";
import type { L1Event } from "#l1/eventTypes";
import { FactLog } from "#l1/facts";
import { Journal } from "#l1/journal";
import { toHex } from "#protocol/bytes";
import { genesisState } from "#protocol/genesis";
import { encodeInboxWord } from "#protocol/inbox";
import { addAvailable, readBalance } from "#protocol/leaves";
import { type Snapshot, State } from "#protocol/state";
import { changedLeaves } from "#protocol/treeDiff";
import { decodeSoFar, encodeSoFar } from "../../circuits-free-verifier/challenger/checkpoint.ts";
import { WatchStore } from "../../circuits-free-verifier/challenger/watchStore.ts";
import { exampleDeployment } from "../vectors/deployment.ts";
import { context } from "../vectors/source.ts";

const deployment = exampleDeployment();
const { interval, genesisTime, sealDelay } = deployment;
const closeOf = (slot: number): number => genesisTime + slot * interval;

/** An inbox operation queued at a time, in block `index`. */
function enqueued(index: number, timestamp: number): L1Event {
  const word = encodeInboxWord({
    kind: "deposit",
    account: 1,
    asset: 0,
    amount: index + 1,
    queuedAt: timestamp,
  });
  return { ...origin(index, timestamp), kind: "enqueued", index, word };
}

function emptySealed(slot: number, prev: number, inboxEnd: number): L1Event {
  const timestamp = closeOf(slot) + sealDelay + 1;
  return { ...origin(100 + slot, timestamp), kind: "emptySealed", slot, prev, inboxEnd };
}

const origin = (blockNumber: number, timestamp: number) => ({
  blockNumber,
  blockHash: "",
  timestamp,
  logIndex: 0,
  transactionHash: "",
});

describe("a log of facts that goes on from what another told", () => {
  const whole = new FactLog({ ...context, deployment });
  const queued = [1, 2, 3, 4].map((slot, index) => enqueued(index, closeOf(slot)));
  for (const event of queued) whole.apply(event);
  whole.apply(emptySealed(4, 0, 2));
  whole.apply(emptySealed(5, 4, 3));
  const soFar = whole.soFar(4, 2);
  const again = new FactLog({ ...context, deployment }, new Journal(), soFar);

  test("tells the same of all that is still to come", () => {
    for (const name of ["inboxLength", "lastSealed", "sealedCount", "keysEnd", "lastSlot"] as const)
      expect(again[name]).toBe(whole[name]);
    expect(again.sealAfter(4)).toEqual(whole.sealOf(5));
    expect(again.sealOf(4)).toBeUndefined();
    for (const index of [2, 3]) expect(again.inboxWord(index)).toEqual(whole.inboxWord(index));
    expect(again.inboxWord(1)).toBeUndefined();
    for (const slot of [5, 6, 7, 20]) expect(again.inboxEndOf(slot)).toBe(whole.inboxEndOf(slot));
    expect(again.soFar(4, 2)).toEqual(soFar);
  });

  test("takes what follows, as the other does", () => {
    const next = [enqueued(4, closeOf(9)), emptySealed(9, 5, whole.inboxEndOf(9))];
    for (const log of [whole, again]) for (const event of next) log.apply(event);
    expect(again.soFar(9, 4)).toEqual(whole.soFar(9, 4));
    again.rollbackTo(0);
    expect(again.soFar(4, 2)).toEqual(soFar);
  });
});

describe("a checkpoint's text", () => {
  const facts = new FactLog({ ...context, deployment });
  facts.apply(enqueued(0, closeOf(1)));
  facts.apply(emptySealed(4, 0, 1));
  const claims = new ClaimLog({ ...context, deployment }, genesisState(deployment).root());
  const soFar = { facts: facts.soFar(0, 0), claims: claims.soFar() };

  test("reads back as it was", () => {
    expect(decodeSoFar(encodeSoFar(soFar))).toEqual(soFar);
  });

  test("is refused where anything is amiss", () => {
    const text = encodeSoFar(soFar);
    for (const [from, to] of [
      ['"generation"', '"generations"'],
      ['"firstWord":0', '"firstWord":-1'],
      ['"0x', '"'],
      ["}", ""],
    ] as const)
      expect(() => decodeSoFar(text.replace(from, to))).toThrow();
  });

  test("goes on from the same tip", () => {
    const root = genesisState(deployment).root();
    const again = new ClaimLog({ ...context, deployment }, root, new Journal(), soFar.claims);
    expect(again.tip.hash).toEqual(genesisNode(root).hash);
    expect(again.isAlive(0, again.tip.hash)).toBe(true);
    expect(again.isAlive(1, again.tip.hash)).toBe(false);
    expect(again.isAlive(0, root)).toBe(false);
  });
});

describe("leaves that changed", () => {
  test("are those written, and no others", () => {
    const state = genesisState(deployment);
    const before = state.snapshot();
    for (const account of [1, 9, 70_000]) addAvailable(state, account, 1, account);
    const changed = changedLeaves(before.root, state.snapshot().root);
    expect(changed).toHaveLength(3);
    const copy = new State(before.root);
    for (const { gindex, bytes } of changed) expect(bytes).toEqual(state.get(gindex).root);
    expect(changedLeaves(before.root, copy.snapshot().root)).toEqual([]);
    expect(changedLeaves(genesisState(deployment).snapshot().root, before.root)).toEqual([]);
  });
});

describe("the watcher's database", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "walras-checkpoint-"));
    path = join(folder, "watcher.db");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const genesis = genesisState(deployment).snapshot();
  const open = (settlement = "0x5e"): WatchStore =>
    new WatchStore({ path, chainId: 1, settlement });

  /** As after a claim whose state gives account 1 some units. */
  function checkpoint(block: number, units: number) {
    const state = new State(genesis.root);
    addAvailable(state, 1, 0, units);
    const { claim } = genesisNode(state.root());
    const facts = new FactLog({ ...context, deployment }).soFar(0, 0);
    const claims = {
      generation: 0,
      finalised: 0,
      rolledBackAt: 0,
      claims: [{ claim: { ...claim, index: block }, blockNumber: block }],
    };
    return { block, blockHash: `0x${block}`, soFar: { facts, claims }, state: state.snapshot() };
  }
  const unitsIn = (state: Snapshot): number => readBalance(new State(state.root), 1, 0).available;

  test("holds nothing at first, and then the newest checkpoint", () => {
    const store = open();
    expect(store.load(genesis)).toBeUndefined();
    store.save(checkpoint(1, 5), genesis);
    store.save(checkpoint(2, 9), genesis);
    store.close();
    const again = open();
    const loaded = again.load(genesis);
    expect(loaded).toMatchObject({ block: 2, blockHash: "0x2" });
    expect(loaded?.soFar).toEqual(checkpoint(2, 9).soFar);
    expect(unitsIn(loaded?.state ?? genesis)).toBe(9);
    again.save(checkpoint(3, 4), genesis);
    expect(unitsIn(again.load(genesis)?.state ?? genesis)).toBe(4);
    again.close();
  });

  test("replaces all of it when it is started over", () => {
    const store = open();
    store.save(checkpoint(1, 5), genesis);
    store.startOver();
    const other = checkpoint(1, 0);
    store.save(other, genesis);
    expect(toHex(new State(store.load(genesis)?.state.root).root())).toBe(
      toHex(new State(genesis.root).root()),
    );
    store.close();
  });

  test("is refused where its leaves are not those of its claim", () => {
    const store = open();
    store.save(checkpoint(1, 5), genesis);
    store.close();
    const raw = new Sqlite(path);
    raw.prepare("DELETE FROM leaf").run();
    raw.close();
    const again = open();
    expect(() => again.load(genesis)).toThrow(
      expect.objectContaining({ code: "store.inconsistent" }),
    );
    again.close();
  });

  test("is refused where it belongs to another Settlement", () => {
    open().close();
    expect(() => open("0x5f")).toThrow(expect.objectContaining({ code: "store.otherDeployment" }));
  });
});
