import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { L1Event, Posted, Role } from "#l1/eventTypes";
import { FactLog } from "#l1/facts";
import { MoneyLog } from "#l1/money";
import type { Crypto } from "#protocol/crypto";
import { encodeInboxWord } from "#protocol/inbox";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

/** What a freeze, an exit and an offence may write, and when. */

const deployment = exampleDeployment();
const { genesisTime, interval, sequencer, operatorOwner, dropFee, sequencerBond } = deployment;
const keyper = deployment.keypers[0] ?? "";
const NOBODY = `0x${"00".repeat(20)}`;
const TIME = genesisTime + 10 * interval;

let crypto: Crypto;
beforeAll(async () => {
  crypto = await loadCrypto();
});

let facts: FactLog;
let money: MoneyLog;
let block: number;
beforeEach(() => {
  facts = new FactLog({ crypto, domainSeparator: new Uint8Array(32), deployment });
  money = new MoneyLog(deployment);
  block = 0;
});

/** Every event comes in a block of its own. */
function tell(...events: Posted[]): void {
  for (const event of events) {
    const origin = { blockNumber: ++block, blockHash: "", logIndex: 0, transactionHash: "" };
    const whole = { ...origin, timestamp: TIME, ...event } as L1Event;
    facts.apply(whole);
    money.apply(whole);
  }
}

function deposit(index: number, amount: number): Posted[] {
  const operation = { kind: "deposit", account: 0, asset: 1, amount, queuedAt: TIME } as const;
  return [
    { kind: "deposited", account: 0, asset: 1, from: NOBODY, amount },
    { kind: "enqueued", index, word: encodeInboxWord(operation) },
  ];
}

const frozen: Posted = { kind: "frozen", lastSlot: 10 };
const fixed: Posted = {
  kind: "exitFixed",
  index: 0,
  stateRoot: new Uint8Array(32),
  inboxCursor: 1,
};

const exited = (source: "leaf" | "deposit", place: number, amount: number): Posted => ({
  kind: "exited",
  account: 0,
  asset: 1,
  to: operatorOwner,
  amount,
  source,
  place,
});

describe("a freeze", () => {
  test("is for good, and lowers the last slot to the last that has closed", () => {
    tell(frozen);
    expect(facts.frozenAt).toBe(TIME);
    expect(facts.lastSlot).toBe(10);
    expect(() => tell(frozen)).toThrow("time of the freeze");
  });

  test.each([9, 11])("whose last slot is %d is none", (lastSlot) => {
    expect(() => tell({ kind: "frozen", lastSlot })).toThrow("last slot: got");
  });

  test("comes after everything that is queued or sealed empty", () => {
    tell(...deposit(0, 5), frozen);
    expect(() => tell(...deposit(1, 5))).toThrow("time of the freeze");
    const empty: Posted = { kind: "emptySealed", slot: 1, prev: 0, inboxEnd: 0 };
    expect(() => tell(empty)).toThrow("time of the freeze");
  });

  test("is undone with its block", () => {
    tell(...deposit(0, 5), frozen);
    facts.rollbackTo(block - 1);
    expect(facts.frozenAt).toBe(0);
    tell(...deposit(1, 5));
  });
});

describe("an exit", () => {
  beforeEach(() => tell(...deposit(0, 30), ...deposit(1, 7)));

  test("takes each leaf and each later deposit once, out of the escrow", () => {
    tell(frozen, fixed, exited("leaf", 99, 30), exited("deposit", 1, 7));
    expect(money.escrow(1)).toBe(0);
    expect(money.hasExited("leaf", 99)).toBe(true);
    expect(money.hasExited("deposit", 99)).toBe(false);
    expect(() => tell(exited("leaf", 99, 1))).toThrow("leaf paid");
  });

  test.each([
    ["an exit root", [exited("leaf", 99, 30)], "an exit root before it"],
    ["a deposit that the root took in", [fixed, exited("deposit", 0, 30)], "at least 1"],
    ["a deposit twice", [fixed, exited("deposit", 1, 7), exited("deposit", 1, 7)], "paid once"],
    ["more than the escrow", [fixed, exited("leaf", 99, 38)], "1 … 37"],
    ["another than the owner", [fixed, { ...exited("leaf", 9, 1), to: NOBODY }], "owner paid"],
    ["a second root", [fixed, fixed], "fixed once"],
    [
      "a withdrawal beside it",
      [fixed, { kind: "withdrawn", account: 0, asset: 1, to: operatorOwner, amount: 1 }],
      "none beside the exit root",
    ],
  ] as [string, Posted[], string][])("refused: %s", (_what, events, reason) => {
    tell(frozen);
    expect(() => tell(...events)).toThrow(reason);
  });

  test("is undone with its block", () => {
    tell(frozen, fixed, exited("leaf", 99, 30));
    money.rollbackTo(block - 1);
    expect([money.escrow(1), money.hasExited("leaf", 99)]).toEqual([37, false]);
    money.rollbackTo(block - 2);
    expect(money.exitCursor).toBeUndefined();
  });
});

describe("an offence", () => {
  const post = (role: Role, party: string, value: bigint): Posted => ({
    kind: "bondPosted",
    role,
    party,
    value,
  });
  const slashed = (
    role: Role,
    party: string,
    beneficiary: string,
    value: bigint,
    reward: bigint,
  ): Posted => ({ kind: "bondSlashed", role, party, beneficiary, value, reward });
  const owed = (party: string, value: bigint): Posted => ({ kind: "owed", party, value });

  beforeEach(() =>
    tell(
      post("sequencer", sequencer, sequencerBond),
      post("keyper", keyper, deployment.keyperBond),
      post("claimant", operatorOwner, deployment.claimantBond),
    ),
  );

  test("costs the whole bond, of which a sixteenth is the reward", () => {
    const reward = sequencerBond / 16n;
    tell(
      slashed("sequencer", sequencer, operatorOwner, sequencerBond, reward),
      owed(operatorOwner, reward),
      owed(NOBODY, sequencerBond - reward),
    );
    expect(money.bond("sequencer", sequencer)).toBe(0n);
  });

  test("or a fine, which is filled up", () => {
    tell(slashed("sequencer", sequencer, NOBODY, dropFee, 0n), owed(NOBODY, dropFee));
    expect(money.bond("sequencer", sequencer)).toBe(sequencerBond - dropFee);
    expect(() => tell(post("sequencer", sequencer, sequencerBond))).toThrow("bond: got");
    tell(post("sequencer", sequencer, dropFee));
    expect(money.bond("sequencer", sequencer)).toBe(sequencerBond);
  });

  const { keyperBond, claimantBond } = deployment;
  test.each([
    ["a claimant's", slashed("claimant", operatorOwner, NOBODY, claimantBond, 0n), "or offence"],
    ["of none", slashed("keyper", operatorOwner, NOBODY, 0n, 0n), "or offence"],
    ["a part of a keyper's", slashed("keyper", keyper, NOBODY, dropFee, 0n), "bond slashed"],
    ["a fine with a reward", slashed("sequencer", sequencer, keyper, dropFee, 0n), "bond slashed"],
    ["half", slashed("keyper", keyper, operatorOwner, keyperBond, keyperBond / 2n), "reward"],
    ["a reward for nobody", slashed("keyper", keyper, NOBODY, keyperBond, 1n), "reward"],
  ])("refused: %s", (_what, event, reason) => {
    expect(() => tell(event)).toThrow(reason);
  });
});
