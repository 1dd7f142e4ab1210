import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MOST_LINES } from "../../../sequencer/api/csv.ts";
import { ROUTES } from "../../../sequencer/api/schema/routes.ts";
import { posted, type Served, serve } from "./apiFixture.ts";
import { SLOTS } from "./smallExchange.ts";

let served: Served;
let webRoot: string;
beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), "walras-web-"));
  mkdirSync(join(webRoot, "assets"));
  writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>Walras</title>");
  writeFileSync(join(webRoot, "assets", "main-Bx81hA2_.js"), "export {};");
  served = await serve({}, { webRoot });
});
afterAll(async () => {
  await served.api.stop();
  rmSync(webRoot, { recursive: true });
});

/** Sends bytes as they are and returns all that comes back. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(served.api.url);
  const line = createConnection(Number(port), hostname);
  line.end(bytes);
  let text = "";
  line.on("data", (data) => {
    text += String(data);
  });
  await once(line, "close");
  return text;
}

describe("a request", () => {
  test("keeps its id if that is harmless", async () => {
    const idOf = async (id: string) =>
      (await served.get("/health", { headers: { "x-request-id": id } })).headers.get(
        "x-request-id",
      );
    expect(await idOf("Trace-1:a.b")).toBe("Trace-1:a.b");
    for (const wrong of ["a b", "x".repeat(65), "<script>", ""])
      expect(await idOf(wrong)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is logged without its query or body", async () => {
    await served.get("/v1/accounts?signer=0xdfd1c585b9ef4819406a16bc24760e776909f8bf", {
      headers: { "x-request-id": "logged-1" },
    });
    const line = served.lines.find(({ reqId }) => reqId === "logged-1");
    expect(line).toMatchObject({
      method: "GET",
      route: "findAccounts",
      status: 200,
      msg: "request",
    });
    expect(line?.["ms"]).toBeTypeOf("number");
    expect(JSON.stringify(served.lines)).not.toContain("dfd1c585");
  });

  test("by another method names those that there are", async () => {
    for (const { path, method } of Object.values(ROUTES)) {
      const answer = await served.get(path.replace(/\{\w+\}/g, "1"), { method: "PUT", body: "x" });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe(method === "GET" ? "GET, HEAD" : "POST");
      expect(await answer.json()).toMatchObject({ type: "urn:walras:problem:methodNotAllowed" });
    }
  });

  test("is refused with every fault of it", async () => {
    const answer = await served.get(
      "/v1/envelopes?a=1",
      posted({ slot: -1, envelope: "0x1", b: 2 }),
    );
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { where: string }[] };
    expect(errors.map(({ where }) => where).sort()).toEqual([
      "body.b",
      "body.envelope",
      "body.slot",
      "query.a",
    ]);
  });

  test("that is none at all is answered by a problem, too", async () => {
    const nonsense = await raw("nonsense\r\n\r\n");
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
    expect(nonsense).toContain('"type":"urn:walras:problem:malformedRequest"');
    const long = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    expect(long).toContain("application/problem+json");
  });
});

describe("pages of other origins", () => {
  test("may call the API unless the operator says which", async () => {
    const origin = "https://page.example";
    const open = await served.get("/v1/status", { headers: { origin } });
    expect(open.headers.get("access-control-allow-origin")).toBe("*");
    const some = await serve({ origins: [origin] });
    const allow = async (from: string) =>
      (await some.get("/v1/status", { headers: { origin: from } })).headers.get(
        "access-control-allow-origin",
      );
    expect(await allow(origin)).toBe(origin);
    expect(await allow("https://other.example")).toBeNull();
    await some.api.stop();
  });

  test("may ask beforehand", async () => {
    const answer = await served.get("/v1/envelopes", {
      method: "OPTIONS",
      headers: { origin: "https://page.example", "access-control-request-method": "POST" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
    expect(answer.headers.get("access-control-allow-headers")).toContain("content-type");
  });
});

describe("the explorer", () => {
  const html = { headers: { accept: "text/html" } };

  test("is its page at every path of its own", async () => {
    for (const path of ["/", "/batches/5", "/account"]) {
      const answer = await served.get(path, html);
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
        path,
        200,
        "text/html; charset=utf-8",
      ]);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      const policy = answer.headers.get("content-security-policy");
      expect(policy).toContain("default-src 'self'; connect-src 'self' https://l1.example;");
      expect(policy).toContain("frame-ancestors 'none'");
    }
  });

  test("has files that are kept for ever", async () => {
    const answer = await served.get("/assets/main-Bx81hA2_.js");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toContain("immutable");
  });

  test("hides no missing file or endpoint", async () => {
    for (const path of ["/assets/other.js", "/v1/nothing", "/..%2f..%2fetc/passwd.txt", "/a.map"])
      expect((await served.get(path, html)).status, path).toBe(404);
    expect((await served.get("/batches/5")).status).toBe(404);
  });
});

describe("a statement as CSV", () => {
  test("has a header, CRLF and exact decimals", async () => {
    const text = await (await served.get("/v1/accounts/1/fills.csv")).text();
    const [header, first] = text.split("\r\n");
    expect(header).toBe("id,slot,time,market,order,side,price,base,quote,fee");
    expect(first).toBe(
      "1,1,1970-01-12T13:46:50.000Z,AAA/ETH,0-buy-990-0,buy,0.0000006923,20,0.000013846,0.000000006",
    );
    const balances = await (await served.get("/v1/accounts/1/balances.csv")).text();
    expect(balances).toBe(
      "asset,symbol,available,locked,total,slot\r\n" +
        "0,ETH,0.001,0,0.001,3\r\n1,AAA,1000001,0,1000001,3\r\n2,BBB,10000.02,0,10000.02,3\r\n",
    );
  });

  test("goes on with `from`, and ends after so many lines", async () => {
    const { history } = served.small;
    const before = history.fillList.length;
    for (let n = 0; n < 1_700; n++) served.small.fill(SLOTS.executed);
    const lines = async (query: string) =>
      (await (await served.get(`/v1/accounts/1/fills.csv${query}`)).text()).split("\r\n").length -
      2;
    expect(await lines("")).toBe(before + 1_700);
    expect(await lines("?from=1000030")).toBe(1_701);
    expect(await lines("?to=1000030")).toBe(2);
    expect(MOST_LINES).toBe(100_000);
  });
});

test("metrics are for this machine, for who shows the token, or for all", async () => {
  const afar = { "x-forwarded-for": "203.0.113.1" };
  const some = await serve({ metricsToken: "correct horse battery" });
  const ask = async (headers: Record<string, string>) =>
    (await some.get("/metrics", { headers })).status;
  expect(await ask({})).toBe(200);
  expect(await ask(afar)).toBe(403);
  expect(await ask({ ...afar, authorization: "Bearer correct horse battery" })).toBe(200);
  expect(await ask({ ...afar, authorization: "Bearer wrong" })).toBe(403);
  await some.api.stop();
  const open = await serve({ metrics: "public" });
  expect((await open.get("/metrics", { headers: afar })).status).toBe(200);
  await open.api.stop();
});
