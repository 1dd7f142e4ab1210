import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cursorAt, placeOf } from "../../../sequencer/api/cursor.ts";
import { ApiProblem } from "../../../sequencer/api/problem.ts";
import { type Served, serve } from "./apiFixture.ts";
import { SLOTS } from "./smallExchange.ts";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.api.stop());

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}

/** All pages of a listing; `between` runs before each but the first. */
async function pages(path: string, between = (): void => {}): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const separator = path.includes("?") ? "&" : "?";
  for (let cursor: string | null = ""; cursor !== null; ) {
    const at: string = cursor === "" ? path : `${path}${separator}cursor=${cursor}`;
    const page = (await (await served.get(at)).json()) as Page;
    items.push(...page.items);
    cursor = page.next;
    between();
  }
  return items;
}

describe("pages", () => {
  const rows = [
    ["/v1/markets/0/trades?limit=1", 3, "id"],
    ["/v1/batches?limit=2", 8, "slot"],
    ["/v1/batches/1/fills?limit=1", 1, "id"],
    ["/v1/accounts/1/orders?limit=2", 5, "id"],
    ["/v1/accounts/1/fills?limit=2", 3, "id"],
    ["/v1/accounts/1/history?limit=2", 3, "id"],
  ] as const;
  test.each(rows)("of %s hold all items once", async (path, count, key) => {
    const items = await pages(path);
    expect(items.length).toBe(count);
    expect(new Set(items.map((item) => item[key])).size).toBe(count);
    const whole = (await (await served.get(path.replace(/limit=\d/, "limit=500"))).json()) as Page;
    expect(items).toEqual(whole.items);
    expect(whole.next).toBeNull();
  });

  test("neither repeat nor hide anything while items arrive", async () => {
    for (let n = 0; n < 20; n++) served.small.fill(SLOTS.executed);
    const ids = served.small.history.fillList.map(({ id }) => id).reverse();
    const items = await pages("/v1/accounts/1/fills?limit=3", () =>
      served.small.fill(SLOTS.executed),
    );
    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  test("oldest first take in what arrives meanwhile", async () => {
    for (let n = 0; n < 10; n++) served.small.fill(SLOTS.executed);
    let more = 4;
    const items = await pages("/v1/batches/3/fills?limit=3", () => {
      if (more-- > 0) served.small.fill(SLOTS.executed);
    });
    expect(items.length).toBe(11 + 4);
    expect(new Set(items.map(({ id }) => id)).size).toBe(11 + 4);
  });
});

describe("a cursor", () => {
  test("names a place of its own listing", () => {
    for (const place of [0, 1, 77, Number.MAX_SAFE_INTEGER])
      expect(placeOf("fills", cursorAt("fills", place))).toBe(place);
    expect(placeOf("fills", undefined)).toBeUndefined();
  });

  const encoded = (text: string): string => Buffer.from(text).toString("base64url");
  const wrong = [
    cursorAt("trades", 5),
    `${cursorAt("fills", 5)}=`,
    encoded("fills.-1"),
    encoded("fills.1e3"),
    encoded("fills.05"),
    encoded("fills."),
    encoded("fills.9007199254740992"),
    "",
    "5",
    "…",
  ];
  test.each(wrong)("that this listing did not give is refused: %s", (cursor) => {
    expect(() => placeOf("fills", cursor)).toThrow(ApiProblem);
  });

  test("is told as a fault of the request", async () => {
    const answer = await served.get(`/v1/markets/0/trades?cursor=${cursorAt("fills", 5)}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ where: "query.cursor" }] });
  });
});
