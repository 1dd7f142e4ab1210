import type { z } from "zod";
import { WalrasError } from "#protocol/errors";
import { outcomeName, type Refusal } from "#protocol/outcomes";
import type { Problem } from "./schema/problem.ts";

export type ProblemModel = z.output<typeof Problem>;
export type RequestFault = NonNullable<ProblemModel["errors"]>[number];

const PROBLEMS = {
  malformedRequest: { status: 400, title: "The request is malformed" },
  forbidden: { status: 403, title: "Not from this address" },
  notFound: { status: 404, title: "There is no such thing" },
  methodNotAllowed: { status: 405, title: "Not by this method" },
  requestTimeout: { status: 408, title: "The request did not arrive in time" },
  conflict: { status: 409, title: "The envelope is refused" },
  tooLarge: { status: 413, title: "The request is too large" },
  mediaType: { status: 415, title: "The body is not JSON" },
  refused: { status: 422, title: "The envelope is refused" },
  tooManyRequests: { status: 429, title: "Too many requests" },
  headersTooLarge: { status: 431, title: "The headers are too large" },
  internal: { status: 500, title: "Something unexpected happened" },
  unavailable: { status: 503, title: "Not now" },
} as const;
export type ProblemKind = keyof typeof PROBLEMS;

/** Of the faults of one request so many are told. */
export const MOST_FAULTS = 64;

export interface ProblemExtras {
  readonly reason?: Refusal;
  readonly faults?: readonly RequestFault[];
  /** Whole seconds until it is worth while to ask again. */
  readonly retryAfter?: number;
  /** Methods that the path knows. */
  readonly allow?: string;
}

/** Any answer but 2xx and 304 (RFC 9457). */
export class ApiProblem extends WalrasError {
  readonly kind: ProblemKind;
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super("problem", kind, detail, PROBLEMS[kind].title);
    this.kind = kind;
    this.detail = detail;
    this.extras = extras;
  }

  get statusCode(): number {
    return PROBLEMS[this.kind].status;
  }

  /** @param instance the request's id */
  body(instance: string): ProblemModel {
    const { reason, faults } = this.extras;
    const { status, title } = PROBLEMS[this.kind];
    return {
      type: `urn:walras:problem:${this.kind}`,
      title,
      status,
      detail: this.detail,
      instance,
      ...(reason === undefined ? {} : { reason, reasonName: outcomeName(reason) }),
      ...(faults === undefined ? {} : { errors: faults.slice(0, MOST_FAULTS) }),
    };
  }
}

export const notFound = (detail: string): ApiProblem => new ApiProblem("notFound", detail);
export const unavailable = (detail: string, retryAfter = 1): ApiProblem =>
  new ApiProblem("unavailable", detail, { retryAfter });
