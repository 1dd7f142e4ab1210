import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderRef } from "../../circuits-free-verifier/protocol/book.ts";
import { OUTCOME } from "../../circuits-free-verifier/protocol/outcomes.ts";
import { flowMarket } from "../../demo/flowMarket.ts";
import { type FlowEnvelope, FlowMapper } from "../../demo/mapper.ts";
import type { OrderEvent } from "../../sequencer/matching/formats/events.ts";
import { describeRefusal } from "../../sequencer/matching/formats/refusal.ts";

const market = flowMarket({ tickSize: "0.01", lotSize: "0.001", feeBps: 5, bandBps: 500 });
const PRICE = 200_000_000_000; // 2000.00
const QUANTITY = 10_000_000; // 0.1

let line = 0;
const placed = (orderId: string, userId: string, changes: object = {}): OrderEvent => ({
  line: ++line,
  action: "new",
  timestamp: 0,
  orderId,
  userId,
  side: "buy",
  price: PRICE,
  quantity: QUANTITY,
  ...changes,
});
const cancelled = (orderId: string, userId: string): OrderEvent => ({
  line: ++line,
  action: "cancel",
  timestamp: 0,
  orderId,
  userId,
});
const ref = (position: number, tick = 200_000): OrderRef => ({
  market: 0,
  side: 0,
  tick,
  position,
});

/** Adds events, and says of each what became of it. */
function add(mapper: FlowMapper, ...events: OrderEvent[]): string[] {
  line = 0;
  return events.map((event, n) => {
    const mapped = mapper.add({ ...event, line: n + 1 });
    if (mapped.kind === "refused") return describeRefusal(mapped.refusal);
    return mapped.kind === "amended" ? `amends line ${mapped.orderLine}` : mapped.kind;
  });
}

describe("worked examples", () => {
  test("decimals become ticks and lots, a user's operations one envelope", () => {
    const mapper = new FlowMapper(market);
    const events = [
      placed("a", "u"),
      placed("b", "v", { side: "sell" }),
      placed("c", "u", { price: 1_000_000 }),
    ];
    expect(add(mapper, ...events)).toEqual(["wanted", "wanted", "wanted"]);
    const { envelopes, carried } = mapper.take();
    expect(carried).toEqual([]);
    expect(envelopes).toEqual([
      {
        userId: "u",
        lines: [1, 3],
        operations: [
          { kind: "place", market: 0, side: 0, tick: 200_000, lots: 100, expiry: 0 },
          { kind: "place", market: 0, side: 0, tick: 1, lots: 100, expiry: 0 },
        ],
      },
      {
        userId: "v",
        lines: [2],
        operations: [{ kind: "place", market: 0, side: 1, tick: 200_000, lots: 100, expiry: 0 }],
      },
    ]);
  });

  test("a cancel in its order's own slot amends the envelope", () => {
    const mapper = new FlowMapper(market);
    const outcomes = add(mapper, placed("a", "u"), placed("b", "u"), cancelled("a", "u"));
    expect(outcomes).toEqual(["wanted", "wanted", "amends line 1"]);
    expect(mapper.take().envelopes).toMatchObject([{ userId: "u", lines: [2] }]);
  });

  test("a slot whose every order is cancelled needs no envelope", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"), cancelled("a", "u"));
    expect(mapper.take()).toEqual({ envelopes: [], refusals: [], carried: [] });
  });

  test("a later cancel names the order by its reference, once that is known", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"));
    mapper.take();
    add(mapper, cancelled("a", "u"));
    expect(mapper.take()).toEqual({ envelopes: [], refusals: [], carried: [1] });
    mapper.executed("u", 0, OUTCOME.applied, ref(7));
    expect(mapper.take().envelopes).toEqual([
      { userId: "u", lines: [1], operations: [{ kind: "cancel", ...ref(7) }] },
    ]);
    mapper.executed("u", 0, OUTCOME.applied, undefined);
    expect(mapper.liveOf("u")).toEqual([]);
  });

  test("cancels of orders that are gone are reported", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"), placed("b", "u"), placed("c", "u"));
    mapper.take();
    add(mapper, cancelled("b", "u"), cancelled("c", "u"));
    mapper.executed("u", 0, OUTCOME.applied, ref(0));
    mapper.executed("u", 1, OUTCOME.applied, ref(1));
    mapper.executed("u", 2, OUTCOME.insufficientBalance, undefined);
    mapper.filled(ref(0), 60);
    mapper.filled(ref(0), 40);
    mapper.filled(ref(1), 100);
    expect(mapper.take().refusals.map(describeRefusal)).toEqual([
      "line 1: order_id: got b, expected a live order (that of line 2 is filled)",
      "line 2: order_id: got c, expected a live order (that of line 3 is rejected: insufficientBalance)",
    ]);
    expect(add(mapper, cancelled("a", "u"))).toEqual([
      "line 1: order_id: got a, expected a live order (that of line 1 is filled)",
    ]);
  });

  test("an id is free again once its order is cancelled or gone", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"));
    mapper.take();
    mapper.executed("u", 0, OUTCOME.applied, ref(3));
    expect(add(mapper, cancelled("a", "u"), placed("a", "u"))).toEqual(["wanted", "wanted"]);
    expect(mapper.take().envelopes[0]?.operations.map(({ kind }) => kind)).toEqual([
      "cancel",
      "place",
    ]);
  });

  test("more than 32 operations of a user wait for the next slot, where a cancel still amends", () => {
    const mapper = new FlowMapper(market);
    const many = Array.from({ length: 34 }, (_, n) => placed(`o${n}`, "u"));
    add(mapper, ...many);
    const first = mapper.take();
    expect(first.envelopes[0]?.operations).toHaveLength(32);
    expect(first.carried).toEqual([33, 34]);
    expect(add(mapper, cancelled("o33", "u"))).toEqual(["amends line 34"]);
    expect(mapper.take().envelopes[0]?.lines).toEqual([33]);
  });

  test("users beyond a slot's room wait, and come first in the next", () => {
    const mapper = new FlowMapper(market);
    add(mapper, ...Array.from({ length: 1_000 }, (_, n) => placed(`o${n}`, `u${n}`)));
    const first = mapper.take();
    expect(first.envelopes).toHaveLength(Math.floor(120_000 / 121));
    add(mapper, placed("late", "late"));
    expect(mapper.take().envelopes.map(({ userId }) => userId)).toEqual([
      ...Array.from({ length: 9 }, (_, n) => `u${991 + n}`),
      "late",
    ]);
  });

  test("what an envelope held that was not applied is gone; its cancels may come again", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"), placed("b", "u"));
    mapper.take();
    mapper.executed("u", 0, OUTCOME.applied, ref(0));
    mapper.executed("u", 1, OUTCOME.applied, ref(1));
    add(mapper, cancelled("a", "u"), placed("c", "u"));
    mapper.take();
    mapper.lost("u", "not sealed");
    expect(add(mapper, cancelled("a", "u"), cancelled("c", "u"))).toEqual([
      "wanted",
      "line 2: order_id: got c, expected a live order (that of line 2 is not sealed)",
    ]);
  });

  test.each([
    [
      "a price between ticks",
      { price: PRICE + 1 },
      "price: got 2000.00000001, expected a multiple of 0.01 from 1 to 1048575 times it",
    ],
    ["no price", { price: 0 }, "price: got 0, expected a multiple of 0.01"],
    ["a price above all ticks", { price: 2 ** 20 * 1_000_000 }, "price: got 10485.76"],
    [
      "a quantity between lots",
      { quantity: 150_001 },
      "quantity: got 0.00150001, expected a multiple of 0.001",
    ],
    ["too many lots", { quantity: 2 ** 32 * 100_000 }, "quantity: got 4294967.296"],
    [
      "a notional too large",
      { price: 1_048_575_000_000, quantity: 90_000_000_000_000 },
      "below 2^53 units of quote",
    ],
  ])("refuses %s", (_, changes, expected) => {
    expect(add(new FlowMapper(market), placed("a", "u", changes))[0]).toContain(expected);
  });

  test.each([
    [
      "a live id twice",
      [placed("a", "u"), placed("a", "v")],
      "line 2: order_id: got a, expected an id that no live order has (line 1)",
    ],
    [
      "a cancel of nothing",
      [cancelled("a", "u")],
      "line 1: order_id: got a, expected the id of an order before",
    ],
    [
      "a cancel of another's order",
      [placed("a", "u"), cancelled("a", "v")],
      "line 2: user_id: got v, expected u",
    ],
  ])("refuses %s", (_, events, expected) => {
    expect(add(new FlowMapper(market), ...events).at(-1)).toBe(expected);
  });

  test("refuses to cancel an order twice", () => {
    const mapper = new FlowMapper(market);
    add(mapper, placed("a", "u"));
    mapper.take();
    mapper.executed("u", 0, OUTCOME.applied, ref(0));
    expect(add(mapper, cancelled("a", "u"), cancelled("a", "u"))[1]).toBe(
      "line 2: order_id: got a, expected an order that is not being cancelled",
    );
  });
});

describe("market parameters", () => {
  const choose = (tickSize: string, lotSize: string) => () =>
    flowMarket({ tickSize, lotSize, feeBps: 0, bandBps: 0 });

  test("become units of the assets", () => {
    expect(choose("0.01", "0.001")().params).toMatchObject({ baseUnit: 1_000_000, quoteUnit: 10 });
    expect(choose("1", "1")().params).toMatchObject({
      baseUnit: 1_000_000_000,
      quoteUnit: 1_000_000,
    });
  });

  test.each([
    ["0", "1", "more than 0"],
    ["-1", "1", "0 or more"],
    ["1", "0.000000001", "at most 8 decimals"],
    ["0.001", "0.0001", "a multiple of 0.000001"],
    ["90000000", "90000000", "below 2^53"],
  ])("tick size %s with lot size %s is refused", (tickSize, lotSize, expected) => {
    expect(choose(tickSize, lotSize)).toThrow(expected);
  });
});

describe("nothing is lost", () => {
  const event = fc.record({
    user: fc.integer({ min: 0, max: 3 }),
    order: fc.integer({ min: 0, max: 30 }),
    isNew: fc.boolean(),
    price: fc.constantFrom(PRICE, PRICE + 1, PRICE + 1_000_000),
  });
  const window = fc.record({
    events: fc.array(event, { maxLength: 120 }),
    /** What the batch makes of operations, in turn. */
    fates: fc.array(fc.constantFrom("live", "filled", "partly", "rejected"), { minLength: 1 }),
    lostUser: fc.integer({ min: 0, max: 40 }),
  });

  test("every line is sent, amended, refused or waiting, and in one place only", () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 6 }), (windows) => {
        const mapper = new FlowMapper(market);
        const places: number[] = [];
        let lines = 0;
        for (const { events, fates, lostUser } of windows) {
          for (const { user, order, isNew, price } of events) {
            const args = [`o${order}`, `u${user}`] as const;
            const made = isNew ? placed(...args, { price }) : cancelled(...args);
            places.push(...placesOf(mapper, { ...made, line: ++lines }));
          }
          places.push(...play(mapper, fates, `u${lostUser}`));
        }
        const all = [...places, ...mapper.unsent()].sort(byNumber);
        expect(all).toEqual(Array.from({ length: lines }, (_, n) => n + 1));
      }),
      { numRuns: 300, verbose: true },
    );
  });
});

/** The lines that an event puts in their place at once. */
function placesOf(mapper: FlowMapper, event: OrderEvent): number[] {
  const mapped = mapper.add(event);
  if (mapped.kind === "wanted") return [];
  return mapped.kind === "refused" ? [mapped.refusal.line] : [mapped.orderLine, event.line];
}

/** Runs a batch; the lines that it puts in their place. */
function play(mapper: FlowMapper, fates: readonly string[], lostUser: string): number[] {
  const { envelopes, refusals, carried } = mapper.take();
  expect([...mapper.unsent()].sort(byNumber)).toEqual([...carried].sort(byNumber));
  for (const envelope of envelopes) {
    if (envelope.userId === lostUser) mapper.lost(envelope.userId, "not sealed");
    else execute(mapper, envelope, fates);
  }
  return [...refusals, ...envelopes.flatMap(({ lines }) => lines.map((line) => ({ line })))].map(
    ({ line: at }) => at,
  );
}

let position = 0;
const byNumber = (a: number, b: number): number => a - b;

function execute(
  mapper: FlowMapper,
  { userId, operations }: FlowEnvelope,
  fates: readonly string[],
): void {
  for (const [n, operation] of operations.entries()) {
    const fate = fates[n % fates.length];
    if (operation.kind === "cancel") {
      const gone = fate === "filled" ? OUTCOME.noSuchOrder : OUTCOME.applied;
      mapper.executed(userId, n, gone, undefined);
    } else if (operation.kind === "place") {
      const at = ref(position++, operation.tick);
      if (fate === "rejected") mapper.executed(userId, n, OUTCOME.insufficientBalance, undefined);
      else mapper.executed(userId, n, OUTCOME.applied, at);
      if (fate === "partly") mapper.filled(at, 1);
      if (fate === "filled") mapper.filled(at, operation.lots);
    }
  }
}
