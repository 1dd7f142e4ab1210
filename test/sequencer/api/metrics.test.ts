import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { REFUSAL } from "../../../circuits-free-verifier/protocol/outcomes.ts";
import { waitingSeconds } from "../../../sequencer/api/metrics/waiting.ts";
import { createMetrics, type Metrics } from "../../../sequencer/api/metrics.ts";
import { FakeExchange } from "./socket/fakeExchange.ts";

let fake: FakeExchange;
let metrics: Metrics;
beforeEach(() => {
  fake = new FakeExchange();
  metrics = createMetrics({ exchange: fake.exchange, version: "1.2.3", now: () => fake.nowMs });
});
afterEach(() => metrics.stop());

async function figures(): Promise<Map<string, number>> {
  const lines = (await metrics.text()).split("\n").filter((line) => /^\w/.test(line));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    }),
  );
}

describe("the figures", () => {
  test("tell where the exchange stands", async () => {
    fake.tick();
    fake.tick();
    fake.seal(1);
    fake.execute(1, [5, 0], [1]);
    const found = await figures();
    expect(found.get('walras_slot{stage="collecting"}')).toBe(3);
    expect(found.get('walras_slot{stage="sealed"}')).toBe(1);
    expect(found.get('walras_slot{stage="executed"}')).toBe(1);
    expect(found.get('walras_slot{stage="final"}')).toBe(0);
    expect(found.get("walras_halted")).toBe(0);
    expect(found.get("walras_accepting")).toBe(0);
    expect(found.get("walras_l1_silence_seconds")).toBe(0);
    expect(found.get('walras_build_info{version="1.2.3"}')).toBe(1);
  });

  test("count what the sequencer says", async () => {
    fake.execute(1, [5, 7], [1]);
    fake.execute(2, [5, 0], [1]);
    fake.seal(1);
    fake.say({ kind: "lost", slot: 3, envelopes: 4 });
    fake.say({ kind: "foreignClaim", index: 1, author: "0x", right: false });
    fake.say({ kind: "trouble", what: "posting seal:12", error: new Error("x") });
    fake.say({ kind: "trouble", what: "something new 7", error: new Error("x") });
    fake.startOver();
    const found = await figures();
    const expected: Record<string, number> = {
      walras_batches_total: 2,
      walras_batch_envelopes_total: 4,
      'walras_operations_total{outcome="applied"}': 4,
      'walras_operations_total{outcome="insufficientBalance"}': 2,
      'walras_fills_total{market="0"}': 4,
      'walras_fees_units_total{market="1"}': 3,
      'walras_volume_lots_total{market="0"}': 10,
      'walras_gas_total{kind="seal"}': 100_000,
      'walras_calldata_bytes_total{kind="seal"}': 1_000,
      walras_lost_slots_total: 1,
      walras_lost_envelopes_total: 4,
      'walras_foreign_claims_total{right="no"}': 1,
      'walras_foreign_claims_total{right="yes"}': 0,
      'walras_trouble_total{what="posting"}': 1,
      'walras_trouble_total{what="other"}': 1,
      walras_started_over_total: 1,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, found.get(name)]).toEqual([name, value]);
  });

  test("count what was answered", async () => {
    metrics.observeEnvelope(undefined, 0.004);
    metrics.observeEnvelope(REFUSAL.staleVersion, 0.001);
    metrics.observeRequest("getBook", 200, 0.002);
    const found = await figures();
    expect(found.get('walras_envelopes_total{outcome="receipt"}')).toBe(1);
    expect(found.get('walras_envelopes_total{outcome="staleVersion"}')).toBe(1);
    expect(found.get('walras_envelopes_total{outcome="notAccepting"}')).toBe(0);
    expect(found.get("walras_receipt_seconds_count")).toBe(1);
    expect(found.get('walras_receipt_seconds_bucket{le="0.005"}')).toBe(1);
    expect(found.get('walras_requests_total{route="getBook",status="200"}')).toBe(1);
  });

  test("all are named alike, explained, and as many after a while as in the beginning", async () => {
    fake.execute(1, [5, 7], [1]);
    const before = [...(await figures()).keys()];
    for (let slot = 2; slot < 50; slot++) {
      fake.seal(slot);
      fake.execute(slot, [5, 7], [1]);
      fake.say({ kind: "trouble", what: `posting seal:${slot}`, error: new Error("x") });
    }
    expect([...(await figures()).keys()]).toEqual(before);
    for (const name of before) expect(name).toMatch(/^walras_[a-z0-9_]+(\{.*\})?$/);
    const helps = (await metrics.text()).split("\n").filter((line) => line.startsWith("# HELP"));
    for (const help of helps) expect(help).toMatch(/^# HELP walras_\w+ .{10,}\.$/);
  });
});

describe("how long the oldest batch waits", () => {
  const waits = () => waitingSeconds(fake.exchange, fake.nowMs);

  test("for each stage in turn", () => {
    for (let n = 0; n < 5; n++) fake.tick();
    // Slots 1 … 5 hold envelopes and closed; slot 6 collects from second 10 on.
    expect(waits()).toEqual({ sealed: 8, opened: 0, executed: 0, claimed: 0, final: 0 });
    fake.seal(1);
    expect(waits()).toMatchObject({ sealed: 6, executed: 8 });
    fake.execute(1, [1], []);
    expect(waits()).toMatchObject({ sealed: 6, executed: 0, claimed: 8 });
    fake.claim();
    expect(waits()).toMatchObject({ claimed: 0, final: 0 });
    fake.nowMs += 700_000;
    const { challengeWindow, genesisTime } = fake.deployment;
    const posted = fake.view.standing[0]?.claim.postedAt ?? 0;
    expect(waits().final).toBe(fake.nowMs / 1_000 - posted - challengeWindow);
    expect(posted).toBeGreaterThan(genesisTime);
    fake.finalise();
    expect(waits().final).toBe(0);
  });

  test("is nothing before L1 has answered", () => {
    const { exchange } = new FakeExchange();
    const silent = Object.create(exchange, { view: { value: undefined } });
    expect(waitingSeconds(silent, fake.nowMs).sealed).toBe(0);
  });
});
