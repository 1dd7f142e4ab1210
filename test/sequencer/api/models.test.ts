import { describe, expect, test } from "vitest";
import { orderId } from "#protocol/orderId";
import { SIDE } from "../../../circuits-free-verifier/protocol/constants.ts";
import { accountUpdate } from "../../../sequencer/api/models/accounts.ts";
import { slotKey } from "../../../sequencer/api/models/envelopes.ts";
import { orderRef } from "../../../sequencer/api/models/ids.ts";
import { Models } from "../../../sequencer/api/models/models.ts";
import { rootAt } from "../../../sequencer/api/models/proofs.ts";
import { closeOf } from "../../../sequencer/batching.ts";
import { Random, SEED, scaled } from "../../reference/random.ts";
import { deployment } from "../coreFixture.ts";
import { listing, SLOTS, SmallExchange } from "./smallExchange.ts";

function modelsOf(small: SmallExchange): Models {
  return new Models(small.exchange, listing, () => small.nowMs);
}

describe("an order's id", () => {
  test(`names one order, seed ${SEED}`, () => {
    const random = new Random(SEED, 4);
    for (let n = 0; n < scaled(500); n++) {
      const ref = {
        market: random.below(64),
        side: random.pick([SIDE.buy, SIDE.sell]),
        tick: random.magnitude(2 ** 20 - 1),
        position: random.below(2 ** 53),
      };
      expect(orderRef(orderId(ref))).toEqual(ref);
    }
  });

  const wrong = [
    "",
    "0-buy-1",
    "0-buy-1-1-1",
    "00-buy-1-1",
    "0-Buy-1-1",
    "0-buy-01-1",
    "0-buy-0-1",
    "0-buy-1048576-1",
    "64-buy-1-1",
    "0-buy-1-9007199254740992",
    "0-buy-1-1e3",
    "0-buy--1-1",
  ];
  test.each(wrong)("is not %j", (id) => {
    expect(orderRef(id)).toBeUndefined();
  });
});

describe("batches", () => {
  test("are listed at every stage, newest first, without skipped slots", () => {
    const batches = modelsOf(new SmallExchange()).batches(undefined, 50);
    const told = batches.map(({ slot, stage }) => [slot, stage]);
    const stages = Object.entries(SLOTS).filter(([stage]) => stage !== "skipped");
    expect(told).toEqual(stages.map(([stage, slot]) => [slot, stage]).reverse());
  });

  test("that missed their deadline are remembered", () => {
    const small = new SmallExchange();
    const models = modelsOf(small);
    small.say({ kind: "lost", slot: SLOTS.skipped, envelopes: 7 });
    expect(models.batch(SLOTS.skipped)).toMatchObject({ stage: "lost", envelopes: 7 });
    expect(models.batches(undefined, 50).map(({ slot }) => slot)).toContain(SLOTS.skipped);
    models.close();
    small.say({ kind: "lost", slot: SLOTS.skipped + 100, envelopes: 7 });
    expect(models.batch(SLOTS.skipped + 100)).toBeUndefined();
  });

  test("are none before the first slot opens", () => {
    const small = new SmallExchange();
    small.history.slotList.length = 0;
    small.view = undefined;
    small.nowMs = (closeOf(deployment, 0) - 5) * 1000;
    expect(modelsOf(small).batches(undefined, 50)).toEqual([]);
    expect(modelsOf(small).batch(0)).toBeUndefined();
  });

  test("that wait for their key are listed however long they wait", () => {
    const small = new SmallExchange();
    small.nowMs += 10_000 * deployment.interval * 1000;
    const stages = modelsOf(small)
      .batches(undefined, 50)
      .map(({ slot, stage }) => [slot, stage]);
    expect(stages).toContainEqual([SLOTS.sealed, "sealed"]);
  });

  test("say nothing of their envelopes while they collect", () => {
    const models = modelsOf(new SmallExchange());
    expect(models.batch(SLOTS.collecting)?.envelopes).toBeNull();
    expect(models.batch(SLOTS.closed)?.envelopes).toBe(2);
    expect(models.batch(SLOTS.sealed)?.envelopes).toBe(3);
  });
});

test("an update of an account holds what its slot changed, and no other slot's", () => {
  const small = new SmallExchange();
  const update = accountUpdate(small.exchange, 1, SLOTS.final);
  expect(update.fills.map(({ slot }) => slot)).toEqual([SLOTS.final]);
  expect(update.orders.length).toBe(5);
  expect(accountUpdate(small.exchange, 1, SLOTS.executed).orders).toEqual([]);
});

test("an update of an account that very much happened to has an end, and begins with the oldest", () => {
  const small = new SmallExchange();
  for (let n = 0; n < 600; n++) small.fill(SLOTS.final);
  const [order] = small.history.orderList;
  if (order === undefined) throw new RangeError("no order");
  for (let n = 0; n < 600; n++) small.history.orderList.push({ ...order, id: 1_000 + n });
  const { fills, orders } = accountUpdate(small.exchange, order.account, order.updated);
  expect(orders.length).toBe(500);
  const of = accountUpdate(small.exchange, 1, SLOTS.final).fills.map(({ id }) => id);
  expect(of.length).toBe(500);
  expect(of).toEqual([...of].sort((a, b) => a - b));
  expect(fills.length).toBeLessThanOrEqual(500);
});

test("the newest root is the later one, and the final one of two that are the same", () => {
  const small = new SmallExchange();
  const { roots } = small.exchange;
  expect(rootAt(roots, "newest")?.at).toBe("claimed");
  small.known.claimed = { ...small.known.claimed!, slot: SLOTS.final };
  expect(rootAt(roots, "newest")?.at).toBe("final");
  small.known.final = undefined;
  expect(rootAt(roots, "newest")?.at).toBe("claimed");
  expect(rootAt(roots, "final")).toBeUndefined();
});

describe("a slot's key", () => {
  test("is told of the last 1,024 slots that closed, and of no older one: its set might have to be read again", () => {
    const small = new SmallExchange();
    const asked: number[] = [];
    const exchange = { ...small.exchange, batchKey: small.exchange.batchKey };
    exchange.batchKey = (slot) => {
      asked.push(slot);
      return small.exchange.batchKey(slot);
    };
    const nowMs = closeOf(deployment, 1_030) * 1_000;
    const told = [6, 7, 8].map((slot) => slotKey(exchange, slot, nowMs)?.slot);
    expect(told).toEqual([undefined, 7, 8]);
    expect(asked).toEqual([7, 8]);
  });
});
