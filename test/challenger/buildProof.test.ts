import { encodeAbiParameters, keccak256 } from "viem";
import { describe, expect, test } from "vitest";
import { type ClaimNode, genesisNode } from "#l1/claims";
import { challengeData, type Proof } from "#l1/proof";
import { hexToBytes, toHex } from "#protocol/bytes";
import { chunkHash, claimTreeRoot } from "#protocol/claim";
import { CLAIM_TREE_DEPTH } from "#protocol/constants";
import { verifyEnvelopeProof } from "#protocol/envelopeTree";
import { genesisState } from "#protocol/genesis";
import { readCursor } from "#protocol/leaves";
import { merkleVerify } from "#protocol/merkle";
import { INVALID } from "#protocol/outcomes";
import { BookProposer } from "#protocol/proposer";
import { InvalidStep, ReadingTape } from "#protocol/records";
import type { Snapshot, State } from "#protocol/state";
import { type Chunk, noProposer, produceChunk, runChunk } from "#protocol/trace";
import { WitnessState } from "#protocol/witness";
import {
  buildProof,
  NoSuchChunk,
  UnknownPreState,
} from "../../circuits-free-verifier/challenger/buildProof.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { exampleDeployment } from "../vectors/deployment.ts";
import { scenario } from "../vectors/scenario.ts";
import { context as pureContext } from "../vectors/source.ts";

const crypto = await loadCrypto();
const context = { ...pureContext, crypto };

/** One claim over the whole scenario, with the state before each chunk and the envelopes that each applies. */
function claimed(stepsPerRoot: number) {
  const deployment = exampleDeployment({ stepsPerRoot });
  const { facts } = scenario(deployment);
  const state = genesisState(deployment);
  const parent = genesisNode(state.root());
  const proposer = new BookProposer();
  const chunks: Chunk[] = [];
  const places: { before: Snapshot; slot: number; applied: number[] }[] = [];
  for (;;) {
    const before = state.snapshot();
    const applied: number[] = [];
    const chunk = produceChunk(state, facts, context, proposer, (report) => {
      proposer.observe(report);
      if (report.kind === "operation" && applied.at(-1) !== report.sealed)
        applied.push(report.sealed);
    });
    if (chunk === undefined) break;
    chunks.push(chunk);
    places.push({ before, slot: readCursor(state).slot, applied });
  }
  return { facts, places, node: nodeOf(parent, chunks, state), chunks };
}

function nodeOf(parent: ClaimNode, chunks: readonly Chunk[], state: State): ClaimNode {
  const claim = {
    ...parent.claim,
    index: 1,
    parentHash: parent.hash,
    chunkRoot: claimTreeRoot(crypto, chunks),
    stateRoot: state.root(),
    chunkCount: chunks.length,
    slot: readCursor(state).slot,
  };
  return { claim, hash: new Uint8Array(32), parent, chunks, blockNumber: 1 };
}

/** The same claim with one chunk changed. */
function altered(node: ClaimNode, at: number, change: Partial<Chunk>): ClaimNode {
  const chunks = (node.chunks ?? []).map((chunk, n) =>
    n === at ? { ...chunk, ...change } : chunk,
  );
  return { ...node, chunks, claim: { ...node.claim, chunkRoot: claimTreeRoot(crypto, chunks) } };
}

/** Judges a proof by its bytes alone, as L1 does: openings, then the chunk on its witness. */
function judged(proof: Proof, facts: ReturnType<typeof claimed>["facts"], slot: number) {
  const { claim, chunk, before, opened, envelopes } = proof;
  const leaf = crypto.keccak256(opened.data);
  expect(
    merkleVerify(crypto, claim.chunkRoot, CLAIM_TREE_DEPTH, chunk, leaf, opened.siblings),
  ).toBe(true);
  let preRoot = before.data.subarray(0, 32);
  if (chunk === 0) {
    expect(keccak256(before.data)).toBe(toHex(claim.parentHash));
    expect(before.siblings).toEqual([]);
    preRoot = before.data.subarray(128, 160);
  } else {
    const last = crypto.keccak256(before.data);
    expect(
      merkleVerify(crypto, claim.chunkRoot, CLAIM_TREE_DEPTH, chunk - 1, last, before.siblings),
    ).toBe(true);
  }
  const state = new WitnessState(proof.witness);
  expect(toHex(state.root())).toBe(toHex(preRoot));
  const seal = facts.sealOf(slot);
  const sealedAt = envelopes.map(({ data }) =>
    (seal?.envelopes ?? []).findIndex((envelope) => toHex(envelope) === toHex(data)),
  );
  for (const [n, { data, siblings }] of envelopes.entries()) {
    const root = seal?.root ?? new Uint8Array(32);
    expect(verifyEnvelopeProof(crypto, root, sealedAt[n] ?? -1, data, siblings)).toBe(true);
  }
  const reason = reasonOf(() => {
    const tape = new ReadingTape(opened.data.slice(32));
    runChunk(state, facts, context, tape, noProposer, () => {});
    tape.end();
  });
  const right = reason === undefined && toHex(state.root()) === toHex(opened.data.slice(0, 32));
  return { sealedAt, reason: right ? undefined : (reason ?? INVALID.rootMismatch) };
}

function reasonOf(run: () => void): number | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidStep) return error.reason;
    throw error;
  }
}

describe.each([1, 8, 16, 32])("a claim at %i steps a root", (stepsPerRoot) => {
  const { facts, node, places, chunks } = claimed(stepsPerRoot);

  test("every chunk has a proof that shows it right", () => {
    let envelopes = 0;
    for (const [chunk, { before, slot, applied }] of places.entries()) {
      const built = buildProof(context, facts, { node, chunk, before });
      expect(built.reason).toBeUndefined();
      expect(toHex(built.expected ?? new Uint8Array())).toBe(toHex((chunks[chunk] as Chunk).root));
      const { sealedAt, reason } = judged(built.proof, facts, slot);
      expect(reason).toBeUndefined();
      expect(sealedAt).toEqual(applied);
      envelopes += sealedAt.length;
    }
    expect(envelopes).toBeGreaterThan(0);
  });

  test("every chunk made wrong has one that shows it wrong, for the same reason", () => {
    const reasons = new Set<number>();
    for (const [chunk, { before, slot }] of places.entries()) {
      const { root, records } = chunks[chunk] as Chunk;
      const changes: Partial<Chunk>[] = [
        { root: root.with(7, (root[7] ?? 0) ^ 4) },
        { records: Uint8Array.of(...records, 0) },
        { records: Uint8Array.of(...records, 0x80) },
        ...Array.from(records, (byte, at) => ({ records: records.with(at, byte ^ 1) })),
        ...Array.from(records, (_, at) => ({ records: records.slice(0, at) })),
        ...Array.from(records, (_, at) => ({ records: records.with(at, 0x80) })),
      ];
      for (const change of changes) {
        const wrong = altered(node, chunk, change);
        const { proof, reason } = buildProof(context, facts, { node: wrong, chunk, before });
        expect(reason).toBeDefined();
        expect(judged(proof, facts, slot).reason).toBe(reason);
        reasons.add(reason ?? 0);
      }
    }
    const all = ["recordMissing", "recordMalformed", "recordLeftOver", "rootMismatch"] as const;
    for (const name of all) expect(reasons).toContain(INVALID[name]);
  });

  test("a chunk behind a wrong one has none", () => {
    const wrong = altered(node, 0, { root: new Uint8Array(32) });
    const before = places[1]?.before as Snapshot;
    expect(() => buildProof(context, facts, { node: wrong, chunk: 1, before })).toThrow(
      UnknownPreState,
    );
  });

  test("a chunk that the claim does not have has none", () => {
    const before = places[0]?.before as Snapshot;
    const chunk = chunks.length;
    expect(() => buildProof(context, facts, { node, chunk, before })).toThrow(NoSuchChunk);
  });
});

test("the call carries every part of the proof", () => {
  const { facts, node, places } = claimed(8);
  const chunk = places.findIndex(({ applied }) => applied.length > 1);
  const { before } = places[chunk] as (typeof places)[number];
  const { proof } = buildProof(context, facts, { node, chunk, before });
  const data = challengeData(proof, "0x00000000000000000000000000000000000000be");
  const claim = node.claim;
  expect(data).toContain(
    encodeAbiParameters([{ type: "bytes32" }], [toHex(claim.chunkRoot)]).slice(2),
  );
  for (const { data: bytes, siblings } of [proof.before, proof.opened, ...proof.envelopes]) {
    expect(data).toContain(toHex(bytes).slice(2));
    for (const sibling of siblings) expect(data).toContain(toHex(sibling).slice(2));
  }
  expect(data).toContain(toHex(proof.witness).slice(2));
  expect(hexToBytes(data).length).toBeLessThan(98_304);
  expect(toHex(chunkHash(crypto, node.chunks?.[chunk] as Chunk))).toBe(
    keccak256(proof.opened.data),
  );
});
