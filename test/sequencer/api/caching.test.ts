import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Served, serve } from "./apiFixture.ts";
import { SLOTS } from "./smallExchange.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.api.stop());

const PATHS = (slot: number) => [
  `/v1/batches/${slot}`,
  `/v1/batches/${slot}/markets/0`,
  `/v1/batches/${slot}/fills`,
];

describe("an answer about a batch", () => {
  test.each(PATHS(SLOTS.final))("may be kept for ever once it is final: %s", async (path) => {
    const { headers } = await served.get(path);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("etag")).toMatch(/^"[\w-]{22}"$/);
  });

  test.each(PATHS(SLOTS.claimed))("must be asked for anew until then: %s", async (path) => {
    const { headers } = await served.get(path);
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("etag")).toMatch(/^"[\w-]{22}"$/);
  });

  test("is not sent again to who has it", async () => {
    const path = `/v1/batches/${SLOTS.claimed}`;
    const tag = String((await served.get(path)).headers.get("etag"));
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await served.get(path, { headers: { "if-none-match": known } });
      expect([again.status, await again.text()], known).toEqual([304, ""]);
      expect(again.headers.get("etag")).toBe(tag);
    }
    for (const other of ['"other"', "", tag.slice(1)])
      expect((await served.get(path, { headers: { "if-none-match": other } })).status).toBe(200);
  });

  test("has another tag when it changed", async () => {
    const path = `/v1/batches/${SLOTS.executed}/fills`;
    const before = String((await served.get(path)).headers.get("etag"));
    served.small.fill(SLOTS.executed);
    const after = await served.get(path, { headers: { "if-none-match": before } });
    expect(after.status).toBe(200);
    expect(after.headers.get("etag")).not.toBe(before);
  });
});

test("what changes all the time is kept by nobody", async () => {
  for (const path of ["/v1/status", "/v1/markets/0/book", "/v1/accounts/1", "/v1/key", "/nothing"])
    expect((await served.get(path)).headers.get("cache-control"), path).toBe("no-store");
});
