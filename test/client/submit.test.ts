import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MAX_BLOCKS } from "#protocol/constants";
import { REFUSAL } from "#protocol/outcomes";
import {
  AnswerError,
  ApiError,
  BadRequest,
  memoryReceipts,
  NotTaken,
  type OperationRequest,
  PartlySubmitted,
  ReceiptError,
  ReceiptNotKept,
  type SentEnvelope,
  UncertainEnvelope,
} from "../../client/index.ts";
import { openBatch } from "../../client/orders/openBatch.ts";
import { ScriptedExchange } from "./scriptedExchange.ts";

let exchange: ScriptedExchange;
beforeEach(async () => {
  exchange = await ScriptedExchange.open();
});
afterEach(async () => {
  await exchange.close();
});

const place = (tick: number, more: object = {}): OperationRequest => ({
  kind: "place",
  market: 0,
  side: 0,
  tick,
  lots: 5,
  ...more,
});
const ticksOf = ({ operations }: Pick<SentEnvelope, "operations">): number[] =>
  operations.flatMap((operation) => (operation.kind === "place" ? [operation.tick] : []));

/** A random generator whose answers are counted and differ. */
function counting(): { random: (bytes: number) => Uint8Array; readonly used: () => number } {
  let calls = 0;
  const random = (bytes: number): Uint8Array => {
    calls++;
    return new Uint8Array(bytes).fill(calls);
  };
  return { random, used: () => calls };
}

async function only(
  operations: readonly OperationRequest[],
  more: Parameters<ScriptedExchange["client"]>[0] = {},
): Promise<SentEnvelope> {
  const { envelopes } = await exchange.client(more).submitOperations({ operations });
  expect(envelopes).toHaveLength(1);
  return envelopes[0] ?? expect.fail("an envelope");
}

describe("an envelope", () => {
  test("is taken at once, its receipt checked and kept", async () => {
    const receipts = memoryReceipts();
    const sent = await only([place(100)], { receipts });
    expect(sent).toMatchObject({ version: 0, attempts: 1, firstBlock: 0, count: 1, account: 7 });
    expect(exchange.held.get(sent.slot)?.operations).toEqual(sent.operations);
    const text = await receipts.text({ chainId: 31_337, settlement: exchange.settlement });
    expect(text).toContain(sent.receipt);
    expect(text).toContain(sent.envelope);
  });

  test.each([
    "wrongSlot",
    "staleVersion",
    "tooManyEnvelopes",
    "tooManyBytes",
    "notAccepting",
  ] as const)("goes into the next batch after %s, sealed anew", async (name) => {
    exchange.steps = [{ refuse: REFUSAL[name] }];
    const { random, used } = counting();
    const sent = await only([place(100, { timeInForce: { slots: 3 } })], { random });
    const [first, second] = exchange.handed;
    expect(sent.attempts).toBe(2);
    expect(second?.slot).toBeGreaterThan(first?.slot ?? 0);
    expect(second?.point).not.toBe(first?.point);
    expect(used()).toBe(exchange.handed.length);
    // An order's life counts from the batch that takes it.
    expect(sent.operations).toMatchObject([{ expiry: sent.slot + 2 }]);
    expect(first?.operations).toMatchObject([{ expiry: (first?.slot ?? 0) + 2 }]);
  });

  test("is not sent again where every batch would refuse it", async () => {
    exchange.steps = [{ refuse: REFUSAL.refusedPayment }];
    const refused = only([place(100)]);
    await expect(refused).rejects.toThrow(ApiError);
    await expect(refused).rejects.toMatchObject({ reason: REFUSAL.refusedPayment });
    expect(exchange.handed).toHaveLength(1);
  });

  test("gets the receipt of the same bytes where the answer was lost", async () => {
    exchange.steps = ["takeSilently"];
    const sent = await only([place(100)]);
    const [first, second] = exchange.handed;
    expect(second?.envelope).toBe(first?.envelope);
    expect(sent.attempts).toBe(1);
    expect(exchange.held.size).toBe(1);
  });

  test("is sealed anew when it was lost on its way and its slot is over", async () => {
    exchange.steps = ["lose", { refuse: REFUSAL.wrongSlot }];
    const sent = await only([place(100)]);
    expect(exchange.handed.map(({ version }) => version)).toEqual([0, 0, 0]);
    expect(sent.attempts).toBe(2);
    expect([...exchange.held.keys()]).toEqual([sent.slot]);
  });

  test.each([true, false])(
    "is never placed twice when nobody can say (asked: %s)",
    async (tells) => {
      exchange.tellsFates = tells;
      exchange.steps = ["takeSilently", { refuse: REFUSAL.wrongSlot }];
      const uncertain = only([place(100)]);
      await expect(uncertain).rejects.toThrow(UncertainEnvelope);
      const [slot] = exchange.held.keys();
      await expect(uncertain).rejects.toMatchObject({ slot, account: 7 });
      expect(exchange.held.size).toBe(1);
    },
  );

  test("waits where it comes too often", async () => {
    exchange.steps = ["busy"];
    const sent = await only([place(100)]);
    expect(exchange.handed.length).toBe(2);
    expect(exchange.held.get(sent.slot)?.envelope).toBe(sent.envelope);
  });

  test("is for the next batch where this one is over before it may be sent again", async () => {
    exchange.steps = ["busyForLong", "busyForLong"];
    const sent = await only([place(100)]);
    const slots = exchange.handed.map(({ slot }) => slot);
    expect(new Set(slots).size).toBe(3);
    expect(sent.attempts).toBe(3);
  });

  test("is not called refused when it may have been taken before", async () => {
    exchange.steps = ["takeSilently", "blockSilently"];
    const uncertain = only([place(100)]);
    await expect(uncertain).rejects.toThrow(UncertainEnvelope);
    expect(exchange.held.size).toBe(1);
  });

  test("is sent again where the answer says nothing", async () => {
    exchange.steps = ["answerNothing"];
    const sent = await only([place(100)]);
    expect(exchange.handed.map(({ envelope }) => envelope)).toEqual([sent.envelope, sent.envelope]);
  });

  test("is not waited for longer than a slot lasts by L1's rules, whatever the API says", async () => {
    exchange.closesInMs = 1e12;
    const { closesAt = Number.NaN } =
      (await openBatch(exchange.client(), 0, () => Number.POSITIVE_INFINITY)) ?? {};
    expect(closesAt - performance.now()).toBeLessThanOrEqual(10_000);
    exchange.closesInMs = "soon";
    await expect(only([place(100)])).rejects.toThrow(AnswerError);
  });

  test("is refused a receipt of something else", async () => {
    exchange.steps = ["forge"];
    await expect(only([place(100)])).rejects.toThrow(ReceiptError);
  });

  test("hands its receipt over where that cannot be kept", async () => {
    const receipts = {
      ...memoryReceipts(),
      keep: () => {
        throw new RangeError("the disk is full");
      },
    };
    const failed = only([place(100)], { receipts });
    await expect(failed).rejects.toThrow(ReceiptNotKept);
    await expect(failed).rejects.toMatchObject({
      envelope: exchange.handed[0]?.envelope,
      given: "the disk is full",
    });
  });

  test("gives up after the batches that it may try", async () => {
    exchange.steps = Array.from({ length: 9 }, () => ({ refuse: REFUSAL.notAccepting }));
    const retries = 2;
    const failed = only([place(100)], { retries });
    await expect(failed).rejects.toThrow(NotTaken);
    await expect(failed).rejects.toMatchObject({ attempts: 3 });
    expect(exchange.handed).toHaveLength(3);
  });

  test("is not waited for longer than the caller would", async () => {
    exchange.steps = Array.from({ length: 99 }, () => ({ refuse: REFUSAL.notAccepting }));
    const operations = [place(100)];
    const retries = 50;
    const signal = AbortSignal.timeout(200);
    const client = exchange.client();
    const aborted = client.submitOperations({ operations, retries, signal });
    await expect(aborted).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("several calls", () => {
  test("of one batch are merged into newer versions, in order", async () => {
    const client = exchange.client();
    const ticks = [100, 101, 102, 103, 104, 105];
    const all = await Promise.all(
      ticks.map((tick) => client.submitOperations({ operations: [place(tick)] })),
    );
    const sent = all.flatMap(({ envelopes }) => envelopes);
    expect(sent.map((one) => ticksOf(one).slice(one.firstBlock))).toEqual(
      ticks.map((tick) => [tick]),
    );
    // What is on the disk holds every order once, whichever slots they fell into.
    const held = [...exchange.held.values()].flatMap((one) => ticksOf(one));
    expect(held).toEqual(ticks);
    expect(new Set(exchange.handed.map((one) => one.point)).size).toBe(exchange.handed.length);
  });

  test("leave an envelope of another program alone", async () => {
    const one = exchange.client();
    const other = exchange.client();
    await Promise.all([
      one.submitOperations({ operations: [place(100)] }),
      other.submitOperations({ operations: [place(200)] }),
    ]);
    const held = [...exchange.held.values()].flatMap((envelope) => ticksOf(envelope));
    expect(held.sort()).toEqual([100, 200]);
  });

  test("go on after one that failed", async () => {
    const client = exchange.client();
    exchange.steps = [{ refuse: REFUSAL.refusedPayment }];
    const [failed, done] = await Promise.allSettled([
      client.submitOperations({ operations: [place(100)] }),
      client.submitOperations({ operations: [place(101)] }),
    ]);
    expect([failed?.status, done?.status]).toEqual(["rejected", "fulfilled"]);
  });
});

describe("many operations", () => {
  const many = Array.from({ length: MAX_BLOCKS + 1 }, (_, n) => place(100 + n));

  test("take an envelope for each 32, in rising slots", async () => {
    const { envelopes } = await exchange.client().submitOperations({ operations: many });
    expect(envelopes.map(({ count }) => count)).toEqual([32, 1]);
    const [first, second] = envelopes;
    expect(second?.slot).toBeGreaterThan(first?.slot ?? 0);
    expect(envelopes.flatMap(ticksOf)).toEqual(many.map((_, n) => 100 + n));
  });

  test("tell what was taken where the rest was not", async () => {
    exchange.steps = ["take", { refuse: REFUSAL.refusedPayment }];
    const error = await exchange
      .client()
      .submitOperations({ operations: many })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PartlySubmitted);
    const { submission, cause } = error as PartlySubmitted;
    expect(submission.envelopes.map(({ count }) => count)).toEqual([32]);
    expect(cause).toBeInstanceOf(ApiError);
  });

  test("are not more than 1,024", async () => {
    const operations = Array.from({ length: 1_025 }, () => place(1));
    await expect(exchange.client().submitOperations({ operations })).rejects.toThrow(BadRequest);
  });
});

test("an order whose life is over is refused before it is sealed", async () => {
  await expect(only([place(100, { expiry: 3 })])).rejects.toThrow(BadRequest);
  expect(exchange.handed).toEqual([]);
});

test("where the API is away nothing is taken", async () => {
  const client = exchange.client({ url: "http://127.0.0.1:1" });
  await expect(client.submitOperations({ operations: [place(1)] })).rejects.toMatchObject({
    code: "apiUnreachable",
  });
});
