import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiProblem } from "./problem.ts";

/** Every answer that is no success, as a problem. */

const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: ApiProblem,
): FastifyReply {
  const { retryAfter, allow } = problem.extras;
  if (retryAfter !== undefined) reply.header("retry-after", String(retryAfter));
  if (allow !== undefined) reply.header("allow", allow);
  return reply
    .code(problem.statusCode)
    .header("x-request-id", request.id)
    .header("cache-control", "no-store")
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem.body(request.id)));
}

/** What was thrown, as a problem. What was not foreseen tells nothing of itself but to the log. */
export function problemOf(error: unknown, request: FastifyRequest): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const known = KNOWN[statusIn(error)];
  if (known !== undefined) return known;
  request.log.error({ err: error }, "unexpected error");
  return new ApiProblem("internal", "The log tells more under this request's id.");
}

const KNOWN: Readonly<Record<number, ApiProblem>> = {
  400: new ApiProblem("malformedRequest", "The body is not JSON, or the path is not encoded well."),
  413: new ApiProblem("tooLarge", "The body is longer than any request needs."),
  414: new ApiProblem("malformedRequest", "The path is longer than any there is."),
  415: new ApiProblem("mediaType", "Send the body with content-type: application/json."),
};

function statusIn(error: unknown): number {
  const code = (error as { readonly code?: unknown } | null)?.code;
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  // Only Fastify's own errors are the client's fault.
  return String(code).startsWith("FST_ERR_") && typeof status === "number" ? status : 500;
}

/** The whole answer to bytes that are no request, for which there is neither request nor reply. */
export function rawProblem(problem: ApiProblem, id: string): string {
  const body = JSON.stringify(problem.body(id));
  const head = [
    `HTTP/1.1 ${problem.statusCode} Bad Request`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** @param code of Node's parser */
export function parserProblem(code: string | undefined): ApiProblem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ApiProblem("headersTooLarge", "The headers are longer than any request needs.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ApiProblem("requestTimeout", "The request did not arrive in time.");
    default:
      return new ApiProblem("malformedRequest", "These bytes are no HTTP request.");
  }
}
