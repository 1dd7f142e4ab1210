import { expect, test } from "vitest";
import { TransactionReverted } from "#l1/errors";
import { mayPass } from "../../sequencer/publisher.ts";

test.each([
  [
    "a claim on a tip that moved",
    new TransactionReverted("claim:0:3", "0x", "NotTip", "NotTip(2)"),
    true,
  ],
  [
    "a seal whose key set a reorganisation took away",
    new TransactionReverted("seal:1", undefined, "NoKeyRange", "NoKeyRange(1)"),
    true,
  ],
  [
    "a call that only what waits to be mined refuses",
    new TransactionReverted("claim:0:3", undefined, undefined, "revert"),
    true,
  ],
  [
    "a call that was mined and reverted without a reason",
    new TransactionReverted("claim:0:3", "0x", undefined, "revert"),
    false,
  ],
  [
    "a proof that L1 refuses",
    new TransactionReverted("claim:0:3", undefined, "WrongProof", "WrongProof()"),
    false,
  ],
  ["a mistake of the program", new RangeError("no"), false],
])("%s: %#", (_what, error, passes) => {
  expect(mayPass(error)).toBe(passes);
});
