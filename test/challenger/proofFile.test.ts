import { describe, expect, test } from "vitest";
import { genesisNode } from "#l1/claims";
import type { Proof } from "#l1/proof";
import {
  type ProofFile,
  ProofFileError,
  readProofFile,
  writeProofFile,
} from "../../circuits-free-verifier/challenger/proofFile.ts";

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
const opening = (length: number, siblings: number) => ({
  data: bytes(length, 7),
  siblings: Array.from({ length: siblings }, (_, n) => bytes(32, n)),
});
const proof: Proof = {
  claim: genesisNode(bytes(32, 9)).claim,
  chunk: 3,
  before: opening(448, 0),
  opened: opening(40, 10),
  envelopes: [opening(120, 10), opening(136, 10)],
  witness: bytes(99, 1),
};
const file: ProofFile = {
  chainId: 31_337,
  settlement: `0x${"5e".repeat(20)}`,
  challenger: `0x${"f4".repeat(20)}`,
  proof,
};

describe("a proof in a file", () => {
  test("reads back as it was", () => {
    expect(readProofFile(writeProofFile(file))).toEqual(file);
  });

  const json = (change: (value: Record<string, unknown>) => unknown): string => {
    const value = JSON.parse(writeProofFile(file));
    return JSON.stringify(change(value) ?? value);
  };
  const proofWith = (change: object) => (value: Record<string, unknown>) => ({
    ...value,
    proof: { ...(value["proof"] as object), ...change },
  });

  test.each<[string, string, string]>([
    ["no JSON", "{", "proof file"],
    ["nothing in it", "{}", "format"],
    ["another format", json((v) => ({ ...v, format: "other" })), "format"],
    ["another version", json((v) => ({ ...v, version: 2 })), "version"],
    ["a field too many", json((v) => ({ ...v, more: 1 })), "proof file"],
    ["no chain", json((v) => ({ ...v, chainId: 0 })), "chainId"],
    ["a short address", json((v) => ({ ...v, settlement: "0x12" })), "settlement"],
    ["no chunk", json(proofWith({ chunk: -1 })), "proof.chunk"],
    ["a half byte", json(proofWith({ witness: "0x123" })), "proof.witness"],
    ["no list of envelopes", json(proofWith({ envelopes: {} })), "proof.envelopes"],
    [
      "a short sibling",
      json(proofWith({ opened: { data: "0x", siblings: ["0x12"] } })),
      "proof.opened.siblings.0",
    ],
    [
      "too many siblings",
      json(proofWith({ before: { data: "0x", siblings: Array(11).fill(`0x${"00".repeat(32)}`) } })),
      "proof.before.siblings",
    ],
    ["half a claim", json(proofWith({ claim: {} })), "proof.claim.index"],
  ])("is refused: %s", (_what, text, where) => {
    expect(() => readProofFile(text)).toThrow(ProofFileError);
    expect(() => readProofFile(text)).toThrow(where);
  });
});
