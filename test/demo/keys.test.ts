import { describe, expect, test } from "vitest";
import { bigintToBytes } from "../../circuits-free-verifier/protocol/bytes.ts";
import { keyProof } from "../../circuits-free-verifier/protocol/keySet.ts";
import { checkKey, UnprovenKey } from "../../demo/trader.ts";
import { keySetOf } from "../../keyper/keySets.ts";
import { bytesFrom, context } from "../vectors/source.ts";

const { crypto } = context;
const FIRST = 5;
const SLOT = 9;
const scalars = Array.from({ length: 1_024 }, (_, n) => bigintToBytes(BigInt(n + 1_000), 32));
const set = keySetOf(crypto, FIRST, scalars);
const point = set.points[SLOT - FIRST] ?? new Uint8Array();
const shown = (slot: number) => {
  const keys = set.keys[slot - FIRST];
  if (keys === undefined) throw new RangeError(`slot ${slot} is not in the set`);
  return { keys, proof: keyProof(crypto, set.keys, slot - FIRST) };
};
const good = shown(SLOT);
const other = crypto.pointOf(bytesFrom("another key")) ?? new Uint8Array();

describe("traders seal only to keys that L1 registered", () => {
  test("the slot's own key with its proof is good", () => {
    expect(() => checkKey(context, 1, set, point, SLOT, good)).not.toThrow();
  });

  test.each([
    ["no key set on L1", undefined, point, good],
    ["no proof", set, point, undefined],
    ["another key", set, other, good],
    ["bytes that are no point", set, new Uint8Array(33), good],
    ["another slot's proof", set, point, shown(SLOT + 1)],
    ["another root", { first: FIRST, root: bytesFrom("root") }, point, good],
    ["a proof cut short", set, point, { ...good, proof: good.proof.slice(1) }],
    ["a proof too long", set, point, { ...good, proof: [...good.proof, bytesFrom("more")] }],
  ] as const)("%s is refused", (_, registered, key, proof) => {
    expect(() => checkKey(context, 1, registered, key, SLOT, proof)).toThrow(UnprovenKey);
  });
});
