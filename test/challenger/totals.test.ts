import { beforeAll, expect, test } from "vitest";
import type { L1Event } from "#l1/eventTypes";
import { FactLog } from "#l1/facts";
import { MoneyLog } from "#l1/money";
import { append } from "#protocol/book";
import { SIDE } from "#protocol/constants";
import type { Crypto } from "#protocol/crypto";
import { genesisState } from "#protocol/genesis";
import { encodeInboxWord } from "#protocol/inbox";
import { readCursor, writeBalance, writeCursor } from "#protocol/leaves";
import { lockedBy } from "#protocol/units";
import { checkTotals } from "../../circuits-free-verifier/challenger/totals.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { exampleDeployment } from "../vectors/deployment.ts";

const deployment = exampleDeployment();
const ASSET = 1;
const MARKET = 1;
let crypto: Crypto;
beforeAll(async () => {
  crypto = await loadCrypto();
});

/** Logs of a Settlement that took in these deposits to account 0, the last of them not yet in the state. */
function deposited(...amounts: number[]) {
  const facts = new FactLog({ crypto, domainSeparator: new Uint8Array(32), deployment });
  const money = new MoneyLog(deployment);
  for (const [index, amount] of amounts.entries()) {
    const origin = {
      blockNumber: index,
      blockHash: "",
      timestamp: index,
      logIndex: 0,
      transactionHash: "",
    };
    const word = encodeInboxWord({
      kind: "deposit",
      account: 0,
      asset: ASSET,
      amount,
      queuedAt: index,
    });
    const events: L1Event[] = [
      { ...origin, kind: "deposited", account: 0, asset: ASSET, from: "", amount },
      { ...origin, kind: "enqueued", index, word },
    ];
    for (const event of events) {
      facts.apply(event);
      money.apply(event);
    }
  }
  return { facts, money };
}

/** A state that took in the first so many inbox operations. */
function stateWith(available: number, withdrawn: bigint, lots: number, inboxCursor: number) {
  const state = genesisState(deployment);
  writeBalance(state, 0, ASSET, { available, withdrawn });
  if (lots > 0) append(state, MARKET, SIDE.buy, 10, { account: 0, lots, slot: 1, expiry: 0 });
  writeCursor(state, { ...readCursor(state), inboxCursor });
  return state.snapshot();
}

test("what is queued, available, locked and withdrawn is all counted", () => {
  const market = deployment.markets[MARKET];
  const locked = market === undefined ? 0 : (lockedBy(SIDE.buy, 12, 10, market) ?? 0);
  const { facts, money } = deposited(1_000 + 30 + locked, 7);
  const before = checkTotals(deployment, stateWith(0, 0n, 0, 0), facts, money)[ASSET];
  expect(before).toMatchObject({ available: 0n, unconsumed: BigInt(1_037 + locked) });
  const after = checkTotals(deployment, stateWith(1_000, 30n, 12, 1), facts, money)[ASSET];
  expect(after).toEqual({
    asset: ASSET,
    available: 1_000n,
    locked: BigInt(locked),
    unpaid: 30n,
    unconsumed: 7n,
    escrow: BigInt(1_037 + locked),
  });
});

test.each([
  ["a unit too many", 1_001, 0n],
  ["a unit too few", 999, 0n],
  ["withdrawn and still available", 1_000, 5n],
])("%s", (_what, available, withdrawn) => {
  const { facts, money } = deposited(1_000);
  expect(() =>
    checkTotals(deployment, stateWith(available, withdrawn, 0, 1), facts, money),
  ).toThrow(/escrow of asset 1: got 1000, expected \d+: \d+ available/);
});

test("more paid than the state withdrew", () => {
  const { facts, money } = deposited(500);
  const origin = { blockNumber: 9, blockHash: "", timestamp: 9, logIndex: 0, transactionHash: "" };
  money.apply({
    ...origin,
    kind: "withdrawn",
    account: 0,
    asset: ASSET,
    to: deployment.operatorOwner,
    amount: 3,
  });
  expect(() => checkTotals(deployment, stateWith(0, 2n, 0, 1), facts, money)).toThrow(
    "units of asset 1 that account 0 was paid: got 3, expected at most 2, as in the state",
  );
});
