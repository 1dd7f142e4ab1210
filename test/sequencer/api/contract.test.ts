import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES, type RouteName } from "../../../sequencer/api/schema/routes.ts";
import { looseEnvelope, posted, type Served, serve } from "./apiFixture.ts";
import { document, faultsOf, operationOf, type Seen, seen, validatorAt } from "./contract.ts";
import { refusalAnswer } from "./refusal.ts";
import { SLOTS } from "./smallExchange.ts";

interface Row {
  readonly path: string;
  readonly status: number;
  readonly init?: RequestInit;
  readonly before?: (served: Served) => void;
}

const ENVELOPE = posted({ slot: SLOTS.collecting, envelope: looseEnvelope(1) });
const envelopeRefusedBy = (refusal: number, status: number): Row => ({
  path: "/v1/envelopes",
  status,
  init: ENVELOPE,
  before: ({ small }) => {
    small.answer = () => refusalAnswer(refusal);
  },
});
const good = (path: string): Row => ({ path, status: 200 });
const missing = (path: string): Row => ({ path, status: 404 });

/** An answer of 200 of every endpoint, and every problem that its entry in the table names. */
const ROWS: Readonly<Record<RouteName, readonly Row[]>> = {
  getStatus: [good("/v1/status")],
  getAssets: [good("/v1/assets")],
  getMarkets: [good("/v1/markets")],
  getMarket: [good("/v1/markets/1"), missing("/v1/markets/2")],
  getBook: [
    good("/v1/markets/0/book"),
    good("/v1/markets/1/book?levels=1"),
    missing("/v1/markets/2/book"),
  ],
  getTrades: [
    good("/v1/markets/0/trades?limit=2&from=1000000&to=2000000"),
    missing("/v1/markets/63/trades"),
  ],
  getCandles: [good("/v1/markets/0/candles?interval=60"), missing("/v1/markets/2/candles")],
  getBatches: [good("/v1/batches"), good("/v1/batches?limit=1")],
  getBatch: [
    ...Object.entries(SLOTS)
      .filter(([stage]) => stage !== "skipped")
      .map(([, slot]) => good(`/v1/batches/${slot}`)),
    missing(`/v1/batches/${SLOTS.skipped}`),
    missing("/v1/batches/0"),
    missing("/v1/batches/4294967295"),
  ],
  getAuction: [good("/v1/batches/1/markets/0"), missing("/v1/batches/1/markets/1")],
  getBatchFills: [
    good("/v1/batches/1/fills?limit=1"),
    missing(`/v1/batches/${SLOTS.skipped}/fills`),
  ],
  getKey: [
    good("/v1/key"),
    good("/v1/key?slot=20"),
    missing("/v1/key?slot=5000"),
    {
      path: "/v1/key",
      status: 503,
      before: ({ small }) => {
        small.accepting = false;
        small.view = { ...small.view!, keySetOf: () => undefined };
      },
    },
  ],
  postEnvelope: [
    { path: "/v1/envelopes", status: 200, init: ENVELOPE },
    envelopeRefusedBy(64, 409),
    envelopeRefusedBy(69, 409),
    envelopeRefusedBy(70, 409),
    envelopeRefusedBy(71, 409),
    { path: "/v1/envelopes", status: 413, init: posted({ envelope: "0".repeat(9_000) }) },
    {
      path: "/v1/envelopes",
      status: 415,
      init: { method: "POST", body: "<x/>", headers: { "content-type": "text/xml" } },
    },
    envelopeRefusedBy(65, 422),
    envelopeRefusedBy(66, 422),
    envelopeRefusedBy(67, 422),
    envelopeRefusedBy(68, 422),
    envelopeRefusedBy(72, 422),
    envelopeRefusedBy(73, 503),
  ],
  getEnvelope: [
    good("/v1/envelopes/1/1"),
    good(`/v1/envelopes/${SLOTS.collecting}/1`),
    // It sent none, which nobody is told before the close.
    good(`/v1/envelopes/${SLOTS.collecting}/2`),
    missing(`/v1/envelopes/${SLOTS.collecting}/3`),
    missing("/v1/envelopes/1/2"),
  ],
  findAccounts: [
    good("/v1/accounts?signer=0xdfd1c585b9ef4819406a16bc24760e776909f8bf"),
    good(`/v1/accounts?signer=0x${"00".repeat(20)}`),
  ],
  getAccount: [good("/v1/accounts/1"), missing("/v1/accounts/3")],
  getOrders: [
    good("/v1/accounts/1/orders?limit=2"),
    good("/v1/accounts/2/orders?status=all"),
    missing("/v1/accounts/3/orders"),
  ],
  getOrder: [
    good("/v1/orders/0-buy-990-0"),
    missing("/v1/orders/0-buy-990-1"),
    missing("/v1/orders/0-buy-0990-0"),
    missing("/v1/orders/99-buy-0-0"),
  ],
  getFills: [good("/v1/accounts/1/fills"), missing("/v1/accounts/3/fills")],
  getFillsCsv: [good("/v1/accounts/1/fills.csv?from=5"), missing("/v1/accounts/3/fills.csv")],
  getBalancesCsv: [good("/v1/accounts/1/balances.csv"), missing("/v1/accounts/3/balances.csv")],
  getHistory: [good("/v1/accounts/1/history"), missing("/v1/accounts/3/history")],
  getBalanceProof: [
    good("/v1/accounts/1/balances/0/proof"),
    good("/v1/accounts/1/balances/2/proof?at=final"),
    missing("/v1/accounts/1/balances/3/proof"),
    missing("/v1/accounts/3/balances/0/proof"),
    {
      path: "/v1/accounts/1/balances/0/proof?at=claimed",
      status: 503,
      before: ({ small }) => {
        small.known.claimed = undefined;
      },
    },
  ],
  getOrderProof: [
    good("/v1/orders/0-buy-990-0/proof?at=claimed"),
    missing("/v1/orders/0-buy-990-1/proof"),
    {
      path: "/v1/orders/0-buy-990-0/proof",
      status: 503,
      before: ({ small }) => {
        small.known = { claimed: undefined, final: undefined };
      },
    },
  ],
  getHealth: [good("/health")],
  getReadiness: [
    good("/ready"),
    {
      path: "/ready",
      status: 503,
      before: ({ small }) => {
        small.obstacle = "halted";
      },
    },
  ],
  getMetrics: [
    good("/metrics"),
    { path: "/metrics", status: 403, init: { headers: { "x-forwarded-for": "203.0.113.1" } } },
  ],
  getDocument: [good("/openapi.json")],
};

const names = Object.keys(ROUTES) as RouteName[];
const first = (name: RouteName): Row => ROWS[name][0]!;

describe("the document", () => {
  test("has the structure of OpenAPI 3.1", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const ids: string[] = [];
    for (const [path, item] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const [method, operation] of Object.entries(item)) {
        expect(["get", "post"]).toContain(method);
        ids.push(operation.operationId);
        const declared = operation.parameters.filter((parameter) => parameter.in === "path");
        expect(declared.map(({ name }) => name)).toEqual(inPath);
        expect(declared.every(({ required }) => required)).toBe(true);
        for (const status of Object.keys(operation.responses))
          expect(status).toMatch(/^[2-5]\d\d$/);
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has no schema that does not compile, and no reference that leads nowhere", () => {
    for (const id of Object.keys(document.components.schemas))
      expect(() => validatorAt(["components", "schemas", id])).not.toThrow();
    for (const name of names) {
      const { at, operation } = operationOf(name);
      for (const n of operation.parameters.keys())
        expect(() => validatorAt([...at, "parameters", String(n), "schema"])).not.toThrow();
      for (const [status, { content }] of Object.entries(operation.responses))
        for (const media of Object.keys(content ?? {}))
          validatorAt([...at, "responses", status, "content", media, "schema"]);
    }
  });

  test("lists exactly the routes of the table", () => {
    const listed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    );
    const table = names.map((name) => {
      const { method, path } = ROUTES[name];
      return `${name} ${method.toLowerCase()} ${path}`;
    });
    expect(listed.sort()).toEqual(table.sort());
  });
});

describe("every answer is as the document says", () => {
  let shared: Served;
  beforeAll(async () => {
    shared = await serve();
  });
  afterAll(() => shared.api.stop());

  test("and every problem that a route names has a row", () => {
    for (const name of names) {
      const { problems } = ROUTES[name];
      const rows = new Set(ROWS[name].map(({ status }) => status));
      expect([...rows].sort(), name).toEqual([...new Set([200, ...problems])].sort());
    }
  });

  const cases = names.flatMap((name) => ROWS[name].map((row) => ({ name, ...row })));
  test.each(cases)("$name $path: $status", async ({ name, path, status, init, before }) => {
    const served = before === undefined ? shared : await serve();
    before?.(served);
    const response = await served.get(path, init);
    const answer = await seen(response);
    if (before !== undefined) await served.api.stop();
    expect([answer.status, faultsOf(name, answer)], answer.text).toEqual([status, []]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const id = response.headers.get("x-request-id");
    if (status >= 400) expect(JSON.parse(answer.text)).toMatchObject({ status, instance: id });
    if (status === 503) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test.each(names)("%s: 400 for what it does not know", async (name) => {
    const { path, init } = first(name);
    const separator = path.includes("?") ? "&" : "?";
    const answer = await seen(await shared.get(`${path}${separator}nothing=1`, init));
    expect([answer.status, faultsOf(name, answer)]).toEqual([400, []]);
    expect(JSON.parse(answer.text).errors).toEqual([
      { where: "query.nothing", given: "1", expected: "nothing of this name" },
    ]);
  });

  test("429 of every endpoint but those that machines ask", async () => {
    const served = await serve({ requestsPerMinute: 1 });
    await served.get("/v1/status");
    for (const name of names) {
      const { path, init } = first(name);
      const answer = await seen(await served.get(path, init));
      const counted = !["getHealth", "getReadiness", "getMetrics"].includes(name);
      expect([answer.status, faultsOf(name, answer)]).toEqual([counted ? 429 : 200, []]);
    }
    await served.api.stop();
  });

  test("500 tells nothing of what went wrong but to the log", async () => {
    const served = await serve();
    served.small.answer = () => {
      throw new Error("secret");
    };
    const response = await served.get("/v1/envelopes", { ...ENVELOPE });
    const answer = await seen(response);
    expect([answer.status, faultsOf("postEnvelope", answer)]).toEqual([500, []]);
    expect(answer.text).not.toContain("secret");
    const line = served.lines.find(({ msg }) => msg === "unexpected error");
    expect(line).toMatchObject({
      reqId: response.headers.get("x-request-id"),
      err: { message: "secret" },
    });
    await served.api.stop();
  });
});

describe("an answer that the document does not know is found", () => {
  const problem = { type: "t", title: "t", status: 404, detail: "d", instance: "i" };
  const json = "application/problem+json";
  const answer = (status: number, type: string, body: object): Seen => ({
    status,
    type,
    text: JSON.stringify(body),
    headers: new Map(),
  });
  const rows: readonly (readonly [what: string, seen: Seen])[] = [
    ["a status", answer(418, json, problem)],
    ["a problem as plain JSON", answer(404, "application/json", problem)],
    ["a field more", answer(404, json, { ...problem, more: 1 })],
    ["a field less", answer(200, "application/json", {})],
    ["a header less", answer(503, json, { ...problem, status: 503 })],
  ];
  test.each(rows)("%s", (_, seen) => {
    expect(faultsOf("getMarket", seen)).not.toEqual([]);
  });
});
