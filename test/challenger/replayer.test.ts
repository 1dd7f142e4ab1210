import { beforeAll, describe, expect, test } from "vitest";
import { ClaimLog, type ClaimNode } from "#l1/claims";
import type { L1Event } from "#l1/eventTypes";
import { FactLog } from "#l1/facts";
import { Journal, JournalTooShort } from "#l1/journal";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import { readCursor } from "#protocol/leaves";
import { BookProposer } from "#protocol/proposer";
import type { Context } from "#protocol/stepTypes";
import { type Chunk, produceChunk } from "#protocol/trace";
import { Replayer, StatesForgotten } from "../../circuits-free-verifier/challenger/replayer.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

const deployment = exampleDeployment();
let crypto: Crypto;
beforeAll(async () => {
  crypto = await loadCrypto();
});

/** A chain of claims that is moved by hand: only `tip` and `finalised` are read by the replayer. */
class HandMadeClaims extends ClaimLog {
  at: ClaimNode | undefined;

  override get tip(): ClaimNode {
    return this.at ?? super.tip;
  }
}

/** Empty slots 1 … n, each in a claim of its own. */
function chainOf(n: number) {
  const context: Context = { crypto, domainSeparator: new Uint8Array(32) };
  const facts = new FactLog({ ...context, deployment });
  const state = genesisState(deployment);
  const claims = new HandMadeClaims({ crypto, deployment }, state.root());
  const proposer = new BookProposer();
  const nodes = [claims.tip];
  for (let slot = 1; slot <= n; slot++) {
    facts.apply(emptySeal(slot));
    const chunks: Chunk[] = [];
    for (;;) {
      const chunk = produceChunk(state, facts, context, proposer);
      if (chunk === undefined) break;
      chunks.push(chunk);
    }
    const parent = nodes.at(-1) as ClaimNode;
    const claim = {
      ...parent.claim,
      index: slot,
      stateRoot: state.root(),
      slot: readCursor(state).slot,
    };
    nodes.push({ claim, hash: new Uint8Array(32), parent, chunks, blockNumber: slot });
  }
  return { context, facts, claims, nodes };
}

function emptySeal(slot: number): L1Event {
  const timestamp = deployment.genesisTime + slot * deployment.interval + deployment.sealDelay + 1;
  const origin = { blockNumber: slot, blockHash: "", timestamp, logIndex: 0, transactionHash: "" };
  return { ...origin, kind: "emptySealed", slot, prev: slot - 1, inboxEnd: 0 };
}

describe("the replayer", () => {
  test("goes forward and back with the tip", () => {
    const { context, facts, claims, nodes } = chainOf(6);
    const replayer = new Replayer(context, facts, claims, genesisState(deployment));
    for (const tip of [3, 6, 2]) {
      claims.at = nodes[tip] as ClaimNode;
      expect(replayer.advance()).toBeUndefined();
      expect(replayer.counts).toMatchObject({ slots: tip, claims: tip });
      expect(replayer.root).toEqual(nodes[tip]?.claim.stateRoot);
    }
  });

  test("replays the claim that follows one it rewound to", () => {
    const { context, facts, claims, nodes } = chainOf(4);
    const replayer = new Replayer(context, facts, claims, genesisState(deployment));
    claims.at = nodes[3] as ClaimNode;
    replayer.advance();
    const third = nodes[3] as ClaimNode;
    const chunks = chainOf(3).nodes[3]?.chunks;
    claims.at = { ...third, chunks, hash: Uint8Array.of(9) };
    expect(replayer.advance()).toBeUndefined();
    expect(replayer.counts.claims).toBe(3);
  });

  test("says so when it kept too few states to rewind", () => {
    const { context, facts, claims, nodes } = chainOf(5);
    const replayer = new Replayer(context, facts, claims, genesisState(deployment), 2);
    claims.at = nodes[5] as ClaimNode;
    expect(replayer.advance()).toBeUndefined();
    claims.at = nodes[4] as ClaimNode;
    expect(replayer.advance()).toBeUndefined();
    claims.at = nodes[2] as ClaimNode;
    expect(() => replayer.advance()).toThrow(StatesForgotten);
  });

  test("frees what no kept state needs", () => {
    const { context, facts, claims, nodes } = chainOf(5);
    const replayer = new Replayer(context, facts, claims, genesisState(deployment), 2);
    claims.at = nodes[5] as ClaimNode;
    replayer.advance();
    replayer.forget();
    expect(nodes.map((node) => node.chunks?.length)).toEqual([0, ...Array(5).fill(undefined)]);
    expect(facts.sealOf(3)).toBeUndefined();
    expect(facts.sealOf(5)).toBeDefined();
  });
});

describe("the journal", () => {
  test("undoes what later blocks did, newest first", () => {
    const journal = new Journal();
    const map = new Map<string, number>();
    for (const block of [1, 2, 2, 3]) {
      journal.enter(block);
      journal.put(map, "a", (map.get("a") ?? 0) + block);
      if (block === 3) journal.put(map, "b", 1);
    }
    journal.rollbackTo(2);
    expect([...map]).toEqual([["a", 5]]);
    journal.rollbackTo(0);
    expect([...map]).toEqual([]);
  });

  test("refuses to go behind what it forgot, and then undoes nothing", () => {
    const journal = new Journal();
    const map = new Map<string, number>();
    for (const block of [1, 2, 3]) {
      journal.enter(block);
      journal.put(map, "a", block);
    }
    journal.settle(2);
    expect(() => journal.rollbackTo(1)).toThrow(JournalTooShort);
    expect(map.get("a")).toBe(3);
    journal.rollbackTo(2);
    expect(map.get("a")).toBe(2);
  });
});
