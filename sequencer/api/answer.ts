import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Cacheable, Text } from "./request.ts";
import { ROUTES, type Route, type RouteName } from "./schema/routes.ts";

/** Writes answers with what says how long they may be kept. */

export const FOREVER = "public, max-age=31536000, immutable";
/** May be kept if it is asked for anew each time. */
export const ASK_AGAIN = "no-cache";
const NEVER = "no-store";
/** What changes with the software or the listing alone. */
const SELDOM = "public, max-age=60";
const KEPT: Readonly<Partial<Record<RouteName, string>>> = {
  getAssets: SELDOM,
  getDocument: SELDOM,
};

export function sendAnswer(
  name: RouteName,
  answer: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const route: Route = ROUTES[name];
  if (route.cached === true) return sendCached(answer as Cacheable<unknown>, request, reply);
  reply.header("cache-control", KEPT[name] ?? NEVER);
  if ("text" in route.answer) {
    const text = answer as Text;
    reply.type(route.answer.text);
    return reply.send(typeof text === "string" ? text : Readable.from(text));
  }
  return reply.type(JSON_TYPE).send(JSON.stringify(answer));
}

const JSON_TYPE = "application/json; charset=utf-8";

function sendCached(
  { value, final }: Cacheable<unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const body = JSON.stringify(value);
  const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  reply.header("etag", tag).header("cache-control", final ? FOREVER : ASK_AGAIN);
  if (isAmong(tag, request.headers["if-none-match"])) return reply.code(304).send();
  return reply.type(JSON_TYPE).send(body);
}

/** Weak tags compare like strong ones here (RFC 9110 §13.1.2). */
function isAmong(tag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  const known = header.split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(tag) || header.trim() === "*";
}
