import { z } from "zod";
import { ApiProblem, type RequestFault } from "./problem.ts";
import type { ROUTES, Route, RouteName } from "./schema/routes.ts";

/** What a request says, checked by its route's schemas. */

type Named<N extends RouteName> = (typeof ROUTES)[N];
type Part<R, K extends "params" | "query" | "body"> = R extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? z.output<S>
  : Record<never, never>;

export interface Asked<N extends RouteName> {
  readonly params: Part<Named<N>, "params">;
  readonly query: Part<Named<N>, "query">;
  readonly body: Part<Named<N>, "body">;
}

export type Answered<N extends RouteName> =
  Named<N> extends { readonly answer: infer S extends z.ZodType }
    ? Named<N> extends { readonly cached: true }
      ? Cacheable<z.output<S>>
      : z.output<S>
    : Text;

/** An answer of a route that is marked `cached`. */
export interface Cacheable<T> {
  readonly value: T;
  /** It will never change. */
  readonly final: boolean;
}

/** Text at once, or in pieces. */
export type Text = string | AsyncIterable<string>;

/** Most characters of a wrong value that its fault repeats. */
const MOST_SHOWN = 80;
const PARTS = ["params", "query", "body"] as const;
const WHERE = { params: "path", query: "query", body: "body" } as const;

/** Reads the requests of one route. Names that it does not know are faults: a misspelt filter must not be ignored. */
export class RequestReader {
  readonly #schemas: readonly (readonly [part: (typeof PARTS)[number], schema: z.ZodObject])[];

  constructor(route: Route) {
    const { params, query = z.object({}), body } = route;
    const schemas = { params, query, body };
    this.#schemas = PARTS.flatMap((part) => {
      const schema = schemas[part];
      return schema === undefined ? [] : [[part, schema.strict()] as const];
    });
  }

  /** @throws ApiProblem (malformedRequest) that lists every fault */
  read(given: Readonly<Record<(typeof PARTS)[number], unknown>>): Record<string, unknown> {
    const asked: Record<string, unknown> = { params: {}, query: {}, body: {} };
    const faults: RequestFault[] = [];
    for (const [part, schema] of this.#schemas) {
      const value = given[part] ?? {};
      const parsed = schema.safeParse(value);
      if (parsed.success) asked[part] = parsed.data;
      else
        for (const issue of parsed.error.issues)
          faults.push(...faultsOf(WHERE[part], issue, value));
    }
    if (faults.length === 0) return asked;
    throw new ApiProblem(
      "malformedRequest",
      "The request is not as expected; `errors` lists why.",
      {
        faults,
      },
    );
  }
}

function faultsOf(part: string, issue: z.core.$ZodIssue, value: unknown): RequestFault[] {
  const at = (path: readonly PropertyKey[]): unknown =>
    path.reduce<unknown>((inner, key) => {
      const known = typeof inner === "object" && inner !== null && Object.hasOwn(inner, key);
      return known ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
    }, value);
  const fault = (path: readonly PropertyKey[], expected: string): RequestFault => ({
    where: [part, ...path.map(String)].join(".").slice(0, MOST_SHOWN),
    given: shown(at(path)),
    expected,
  });
  if (issue.code !== "unrecognized_keys") return [fault(issue.path, issue.message)];
  return issue.keys.map((key) => fault([...issue.path, key], "nothing of this name"));
}

/** Short enough to be sent back. */
function shown(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, MOST_SHOWN);
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "an object";
  return value ?? null;
}
