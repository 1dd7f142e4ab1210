import { z } from "zod";
import { rangeOf } from "./number.ts";
import { Problem } from "./problem.ts";
import { MODELS, ROUTES, type Route } from "./routes.ts";
import { ClientMessage, ServerMessage } from "./socket.ts";

/** The OpenAPI 3.1 document of the API, made from the schemas that the server validates by. */

export type Json = { readonly [key: string]: unknown };

const REF = "#/components/schemas/";
const PROBLEM_TEXT: Readonly<Record<number, string>> = {
  400: "The request is malformed",
  403: "Not from this address",
  404: "There is no such thing",
  409: "The slot does not take envelopes, or a newer version is held",
  413: "The request is too large",
  415: "Not JSON",
  422: "The envelope is refused",
  429: "Too many requests; the header retry-after tells when to come back",
  500: "Unexpected; the log tells more under the request's id",
  503: "Not now; the header retry-after tells when to come back",
};

const HEADERS = {
  tag: {
    etag: {
      description: "Send it as if-none-match to be told 304 if nothing has changed.",
      required: true,
      schema: { type: "string" },
    },
    "cache-control": {
      description: "`immutable` once the batch is final.",
      required: true,
      schema: { type: "string" },
    },
  },
  later: {
    "retry-after": {
      description: "Seconds after which to ask again.",
      required: true,
      schema: { type: "integer", minimum: 1 },
    },
  },
} as const;

const DESCRIPTION = [
  "Sealed bids, one price a batch, every step checked on L1. PROTOCOL.md tells the rules behind the numbers.",
  "Whole numbers are units, lots, ticks, slots and Unix seconds, as §1 there has them; what may exceed 2^53 is text.",
  "A page's `next` is the `cursor` of the page behind it and names its last item, so what arrives meanwhile moves nothing.",
  "Every answer but 200 and 304 is a problem (RFC 9457); its `instance` is the request's id, which the header x-request-id",
  "repeats, and takes over from a request that brings one.",
].join(" ");

/** @param version of the software */
export function openApiDocument(version: string): Json {
  const routes: Readonly<Record<string, Route>> = ROUTES;
  const schemas = jsonSchemas({ ...MODELS, Problem, ClientMessage, ServerMessage }, routes);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(name, route, schemas),
    };
  }
  const named = Object.entries(schemas).filter(([id]) => !id.includes("."));
  return {
    openapi: "3.1.0",
    info: {
      title: "Walras",
      version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas: Object.fromEntries(named) },
  };
}

/** All named models and, as NAME.part, the parts of each route: one registry, so that they refer to each other. */
function jsonSchemas(
  models: Readonly<Record<string, z.ZodType>>,
  routes: Readonly<Record<string, Route>>,
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  const known = new Set<unknown>();
  const add = (id: string, schema: z.ZodType | undefined): void => {
    if (schema === undefined || known.has(schema)) return;
    known.add(schema);
    registry.add(schema, { id });
  };
  for (const [id, schema] of Object.entries(models)) add(id, schema);
  for (const [name, route] of Object.entries(routes)) {
    if (route.answer instanceof z.ZodType) add(`${name}.answer`, route.answer);
  }
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${REF}${id}`, override });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema)]));
}

function override({ zodSchema, jsonSchema }: { zodSchema: object; jsonSchema: object }): void {
  const range = rangeOf(zodSchema);
  if (range === undefined) return;
  const schema = jsonSchema as Record<string, unknown>;
  for (const key of Object.keys(schema))
    if (key !== "description") Reflect.deleteProperty(schema, key);
  Object.assign(schema, { type: "integer", minimum: range.least, maximum: range.most });
}

function plain(schema: object): Json {
  const { $schema: _, $id: __, ...rest } = schema as Record<string, unknown>;
  return rest;
}

function operation(name: string, route: Route, schemas: Readonly<Record<string, Json>>): Json {
  const answer =
    route.answer instanceof z.ZodType
      ? { "application/json": { schema: schemas[`${name}.answer`] ?? refTo(route.answer) } }
      : { [route.answer.text]: { schema: { type: "string" } } };
  const headers = route.cached === true ? { headers: HEADERS.tag } : {};
  const responses: Record<string, unknown> = {
    200: { description: "OK", ...headers, content: answer },
  };
  if (route.cached === true) responses["304"] = { description: "As it was", ...headers };
  for (const status of new Set([400, ...route.problems, 429, 500, 503])) {
    const content = { "application/problem+json": { schema: { $ref: `${REF}Problem` } } };
    const later = status === 429 || status === 503 ? { headers: HEADERS.later } : {};
    responses[status] = { description: PROBLEM_TEXT[status] ?? "Problem", ...later, content };
  }
  return {
    operationId: name,
    summary: route.summary,
    parameters: [...parameters("path", route.params), ...parameters("query", route.query)],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: refTo(route.body) } },
          },
        }),
    responses,
  };
}

function refTo(schema: z.ZodType): Json {
  const found = Object.entries<z.ZodType>(MODELS).find(([, model]) => model === schema);
  return found === undefined ? plain(z.toJSONSchema(schema)) : { $ref: `${REF}${found[0]}` };
}

function parameters(where: "path" | "query", object: z.ZodObject | undefined): Json[] {
  if (object === undefined) return [];
  const whole = z.toJSONSchema(object, { io: "input", override }) as {
    readonly properties?: Readonly<Record<string, Record<string, unknown>>>;
    readonly required?: readonly string[];
  };
  return Object.entries(whole.properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === "path" || (whole.required ?? []).includes(name),
    ...(description === undefined || description === "" ? {} : { description }),
    schema,
  }));
}
