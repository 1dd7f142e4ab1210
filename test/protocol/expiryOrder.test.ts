import { expect, test } from "vitest";
import { append, type OrderRef } from "#protocol/book";
import { PHASE, SIDE } from "#protocol/constants";
import { scheduleExpiry } from "#protocol/expiry";
import { genesisState } from "#protocol/genesis";
import { readCursor, writeCursor } from "#protocol/leaves";
import { INVALID } from "#protocol/outcomes";
import { WritingTape } from "#protocol/records";
import type { State } from "#protocol/state";
import { step } from "#protocol/step";
import { type Replay, replayChunk } from "#protocol/trace";
import { exampleDeployment } from "../vectors/deployment.ts";
import { createStandInCrypto } from "./standInCrypto.ts";

const SLOT = 9;
const context = { crypto: createStandInCrypto(), domainSeparator: new Uint8Array(32) };
const noFacts = { sealAfter: () => undefined, sealOf: () => undefined, inboxWord: () => undefined };

/** Stands before the last phase of slot 9 with orders that expire in slots 9, 9 and 10. */
function expiring(): { state: State; due: readonly OrderRef[]; later: OrderRef } {
  const state = genesisState(exampleDeployment());
  const place = (side: 0 | 1, tick: number, expiry: number): OrderRef => {
    scheduleExpiry(state, expiry);
    return append(state, 0, side, tick, { account: 5, lots: 3, slot: 2, expiry });
  };
  const due = [place(SIDE.buy, 40, SLOT), place(SIDE.sell, 50, SLOT)];
  const later = place(SIDE.buy, 40, SLOT + 1);
  writeCursor(state, { ...readCursor(state), slot: SLOT, phase: PHASE.expireThis });
  return { state, due, later };
}

function replayOf(refs: readonly OrderRef[]): Replay {
  const tape = new WritingTape();
  for (const ref of refs) tape.expiry(() => ref);
  return replayChunk(expiring().state, noFacts, context, {
    root: rightRoot(),
    records: tape.bytes(),
  });
}

/** Root after both due orders have expired. */
function rightRoot(): Uint8Array {
  const { state, due } = expiring();
  const tape = new WritingTape();
  const remaining = [...due];
  const proposer = { clearing: never, expiring: () => remaining.shift() ?? never() };
  for (let n = 0; n < 3; n++) step(state, noFacts, context, tape, proposer);
  return state.root();
}

function never(): never {
  throw new RangeError("nothing else to decide");
}

test("orders due in one slot may expire in any order", () => {
  const { due } = expiring();
  expect(replayOf(due)).toMatchObject({ ok: true, atStart: true, steps: 3 });
  expect(replayOf(due.toReversed())).toMatchObject({ ok: true, atStart: true, steps: 3 });
});

test("an order that is not due, dead or nowhere does not expire", () => {
  const { due, later } = expiring();
  const [first, second] = due as [OrderRef, OrderRef];
  for (const ref of [later, first, { ...second, market: 9 }, { ...second, tick: 0 }]) {
    const replay = replayOf([first, ref]);
    const refused = { ok: false, step: 1, reason: INVALID.wrongExpiry };
    expect(replay, JSON.stringify(ref)).toMatchObject(refused);
  }
});
