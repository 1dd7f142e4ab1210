import { describe, expect, test } from "vitest";
import { looseEnvelope, posted, type Served, serve } from "./apiFixture.ts";
import { refusalAnswer } from "./refusal.ts";
import { SLOTS } from "./smallExchange.ts";

const statuses = async (count: number, ask: () => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let n = 0; n < count; n++) {
    const answer = await ask();
    seen.push(answer.status);
    await answer.text();
  }
  return seen;
};

describe("requests of an address", () => {
  test("are counted, and the answers tell how many are left", async () => {
    const served = await serve({ requestsPerMinute: 2 });
    const first = await served.get("/v1/status");
    expect(first.headers.get("ratelimit-limit")).toBe("2");
    expect(first.headers.get("ratelimit-remaining")).toBe("1");
    expect(await statuses(2, () => served.get("/nothing"))).toEqual([404, 429]);
    const refused = await served.get("/v1/status");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: "urn:walras:problem:tooManyRequests" });
    expect(await statuses(3, () => served.get("/ready"))).toEqual([200, 200, 200]);
    await served.api.stop();
  });

  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

  test("are not another's because they say so", async () => {
    const served = await serve({ requestsPerMinute: 2 });
    let n = 0;
    const ask = () => served.get("/v1/status", from(`203.0.113.${n++}`));
    expect(await statuses(3, ask)).toEqual([200, 200, 429]);
    await served.api.stop();
  });

  test("are the client's where a proxy that is trusted says so, IPv6 by /64", async () => {
    const served = await serve({ requestsPerMinute: 1, trustProxy: ["loopback"] });
    const ask = (address: string) => served.get("/v1/status", from(address));
    expect((await ask("203.0.113.1")).status).toBe(200);
    expect((await ask("203.0.113.2")).status).toBe(200);
    expect((await ask("198.51.100.9, 203.0.113.2")).status).toBe(429);
    expect((await ask("2001:db8:0:1::1")).status).toBe(200);
    expect((await ask("2001:db8:0:1:ffff::2")).status).toBe(429);
    expect((await ask("2001:db8:0:2::1")).status).toBe(200);
    await served.api.stop();
  });
});

describe("envelopes of an account", () => {
  const hand = (served: Served, account: number) => () =>
    served.get(
      "/v1/envelopes",
      posted({ slot: SLOTS.collecting, envelope: looseEnvelope(account) }),
    );

  test("are counted apart from others'", async () => {
    const served = await serve({ envelopesPerMinute: 2 });
    expect(await statuses(3, hand(served, 1))).toEqual([200, 200, 429]);
    expect(await statuses(1, hand(served, 2))).toEqual([200]);
    const refused = await hand(served, 1)();
    expect(refused.headers.get("retry-after")).toBe("30");
    served.small.nowMs += 30_000;
    expect(await statuses(2, hand(served, 1))).toEqual([200, 429]);
    await served.api.stop();
  });

  // Numbers of PROTOCOL.md, "Outcome numbers".
  test.each([64, 65, 66, 67, 68, 73])(
    "that it need not have signed do not count: %i",
    async (no) => {
      const served = await serve({ envelopesPerMinute: 2 });
      const good = served.small.answer;
      served.small.answer = () => refusalAnswer(no);
      const refused = await statuses(5, hand(served, 1));
      expect(new Set(refused).size).toBe(1);
      expect(refused[0]).not.toBe(429);
      served.small.answer = good;
      expect(await statuses(3, hand(served, 1))).toEqual([200, 200, 429]);
      await served.api.stop();
    },
  );

  test.each([69, 70, 71, 72])("that it signed count, though they were refused: %i", async (no) => {
    const served = await serve({ envelopesPerMinute: 2 });
    served.small.answer = () => refusalAnswer(no);
    const seen = await statuses(3, hand(served, 1));
    expect([seen[0], seen[2]]).toEqual([seen[1], 429]);
    await served.api.stop();
  });

  test("that never reached the sequencer do not count", async () => {
    const served = await serve({ envelopesPerMinute: 1 });
    await statuses(5, () => served.get("/v1/envelopes", posted({ slot: 9, envelope: "0x0" })));
    await statuses(5, () => served.get("/v1/envelopes", posted({ slot: 9, envelope: "0x" })));
    expect(await statuses(2, hand(served, 1))).toEqual([200, 429]);
    await served.api.stop();
  });
});
