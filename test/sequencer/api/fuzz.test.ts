import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES, type Route, type RouteName } from "../../../sequencer/api/schema/routes.ts";
import { SEED, scaled, scaledTimeout } from "../../reference/random.ts";
import { type Served, serve } from "./apiFixture.ts";
import { faultsOf, operationOf, seen } from "./contract.ts";
import { refusalAnswer } from "./refusal.ts";

/**
 * Requests made from the document, right and wrong: the answer is one that the document knows, never 5xx but 503, and always a
 * problem where it is no success.
 */

/** Fast-check takes seeds of 32 bits with a sign. */
const seed = SEED | 0;
const RUNS = scaled(40);
const TIMEOUT = scaledTimeout(20_000);
/** Far more than the caches may hold; a leak of a few kB each request passes it. */
const MOST_GROWTH_BYTES = 48 * 2 ** 20;

type Schema = Record<string, unknown>;

/** Texts that a schema of the document allows, as they stand in a path or a query. */
function allowed(schema: Schema): fc.Arbitrary<string> {
  const { type, minimum, maximum, pattern, maxLength } = schema;
  const choices = schema["enum"];
  if (Array.isArray(choices)) return fc.constantFrom(...choices.map(String));
  if (type === "integer") {
    const min = Number(minimum);
    const max = Number(maximum);
    const small = fc.integer({ min, max: Math.min(max, min + 12) });
    return fc
      .oneof(
        small,
        fc.maxSafeNat().map((n) => Math.min(max, Math.max(min, n))),
      )
      .map(String);
  }
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern));
  return fc.string({ maxLength: Number(maxLength ?? 64), minLength: 1 });
}

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "-1",
    "1e3",
    "0x1",
    " 1",
    "1.5",
    "9".repeat(30),
    "null",
    "__proto__",
    "../..",
    "%",
  ),
  fc.integer().map(String),
);

/** Lone surrogates cannot be sent. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

interface Made {
  readonly path: string;
  readonly init: RequestInit;
}

function requests(name: RouteName): fc.Arbitrary<Made> {
  const { operation } = operationOf(name);
  const route: Route = ROUTES[name];
  const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
  const inQuery = operation.parameters.filter((parameter) => parameter.in === "query");
  const oneOf = (schema: Schema): fc.Arbitrary<string> =>
    fc.oneof({ weight: 4, arbitrary: allowed(schema) }, { weight: 1, arbitrary: odd });
  const params = fc.tuple(...inPath.map(({ schema }) => oneOf(schema)));
  const query = fc.tuple(
    ...inQuery.map(({ schema, name: key }) =>
      fc.option(
        oneOf(schema).map((value) => `${key}=${encoded(value)}`),
        { freq: 2 },
      ),
    ),
  );
  const stray = fc.option(
    fc.tuple(odd, odd).map(([key, value]) => `${encoded(key)}=${encoded(value)}`),
    { freq: 5 },
  );
  return fc.record({ params, query, stray, headers, body: bodies(route) }).map((made) => {
    let n = 0;
    const path = route.path.replace(/\{\w+\}/g, () => encoded(made.params[n++] ?? ""));
    const pairs = [...made.query, made.stray].filter((pair) => pair !== null).join("&");
    const isPost = route.method === "POST";
    const type = made.headers["content-type"] ?? "application/json";
    return {
      path: pairs === "" ? path : `${path}?${pairs}`,
      init: {
        method: route.method,
        headers: isPost ? { ...made.headers, "content-type": type } : made.headers,
        ...(isPost ? { body: made.body } : {}),
      },
    };
  });
}

const headerText = fc.string({ maxLength: 80 }).map((text) => text.replace(/[^\x20-\x7e]/g, "."));
const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      accept: headerText,
      "content-type": fc.oneof(fc.constant("application/json"), headerText),
      "if-none-match": fc.oneof(fc.constant("*"), headerText),
      "x-request-id": headerText,
      "x-forwarded-for": headerText,
      authorization: headerText,
      origin: headerText,
    },
    { requiredKeys: [] },
  )
  .map((made) => ({ ...made }));

function bodies({ body }: Route): fc.Arbitrary<string> {
  if (body === undefined) return fc.constant("");
  const envelope = fc
    .constantFrom(120, 136, 168, 616, 0, 1, 121, 632)
    .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
    .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
  const right = fc.record({ slot: fc.nat(), envelope });
  const wrong = fc.record(
    { slot: fc.jsonValue(), envelope: fc.jsonValue(), other: fc.jsonValue() },
    { requiredKeys: [] },
  );
  return fc.oneof(
    { weight: 3, arbitrary: right.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: wrong.map((value) => JSON.stringify(value)) },
    fc.json(),
    fc.string(),
    fc.constantFrom(
      "[".repeat(4_000),
      '{"__proto__":1}',
      '{"slot":1,"slot":2}',
      "x".repeat(10_000),
    ),
  );
}

describe(`requests made from the document, seed ${SEED}`, () => {
  let served: Served;
  let n = 0;
  beforeAll(async () => {
    served = await serve({ envelopesPerMinute: 1_000_000_000, requestsPerMinute: 1_000_000_000 });
    const receipt = served.small.answer;
    // All that the sequencer may say, in turn.
    served.small.answer = (slot, envelope) => {
      const refusal = 63 + (n++ % 11);
      if (refusal !== 63) return refusalAnswer(refusal);
      // The sequencer gives receipts to accounts alone.
      const known = envelope.length >= 120 && envelope[0] === 0;
      return known ? receipt(slot, envelope) : refusalAnswer(66);
    };
  });
  afterAll(() => served.api.stop());

  test.each(Object.keys(ROUTES) as RouteName[])(
    "%s",
    async (name) => {
      await fc.assert(
        fc.asyncProperty(requests(name), async ({ path, init }) => {
          const response = await served.get(path, init);
          const answer = await seen(response);
          const faults = isElsewhere(name, path) ? [] : faultsOf(name, answer);
          expect(faults, `${path} ${answer.text}`).toEqual([]);
          expect(answer.status === 503 || answer.status < 500, answer.text).toBe(true);
          if (answer.status >= 400) expect(answer.type).toBe("application/problem+json");
        }),
        { numRuns: RUNS, seed },
      );
    },
    TIMEOUT,
  );

  test(
    "other methods and paths",
    async () => {
      const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
      const paths = Object.values(ROUTES).map((route) => route.path.replace(/\{\w+\}/g, "1"));
      const path = fc.oneof(
        fc.constantFrom(...paths),
        odd.map((text) => `/${encoded(text)}`),
        fc.webPath(),
      );
      await fc.assert(
        fc.asyncProperty(method, path, headers, async (by, at, sent) => {
          const response = await served.get(at === "" ? "/" : at, { method: by, headers: sent });
          const answer = await seen(response);
          expect(answer.status, `${by} ${at}`).toBeLessThan(500);
          if (answer.status < 400 || by === "HEAD") return;
          expect(answer.type).toBe("application/problem+json");
          expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status });
        }),
        { numRuns: RUNS * 4, seed },
      );
    },
    TIMEOUT,
  );

  test(
    "leave no more behind than caches hold",
    async () => {
      setFlagsFromString("--expose-gc");
      const collect: () => void = runInNewContext("gc");
      const many = async (count: number): Promise<void> => {
        for (let done = 0; done < count; done += 20) {
          const path = `/v1/orders/0-buy-${1 + (done % 1_000)}-${done}?x=${done}`;
          await Promise.all(
            Array.from({ length: 20 }, async () => (await served.get(path)).text()),
          );
        }
        collect();
      };
      await many(400);
      const before = process.memoryUsage().heapUsed;
      await many(scaled(2_000));
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_GROWTH_BYTES);
      expect((await served.get("/health")).status).toBe(200);
    },
    TIMEOUT,
  );
});

/** A parameter that is empty or made of dots leads to another path. */
function isElsewhere(name: RouteName, path: string): boolean {
  const want = ROUTES[name].path.split("/").length;
  const { pathname } = new URL(path, "http://localhost");
  const parts = pathname.split("/");
  return parts.length !== want || parts.slice(1).some((part) => part === "");
}
