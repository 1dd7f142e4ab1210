import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ASK_AGAIN, FOREVER } from "./answer.ts";

/** Serves the explorer's files: those with a hash in their name for ever, the page itself anew each time. */

const HASHED = /[.-][\w-]{8,}\.[a-z0-9]+$/;
/** The page that reads its own paths. */
export const PAGE_FILE = "index.html";

/** What a page may do: nothing but with its own files, this API and the node of L1 that is offered to it. */
export function pagePolicy(l1Url: string | undefined): string {
  const l1 = l1Url === undefined ? "" : ` ${new URL(l1Url).origin}`;
  return [
    "default-src 'self'",
    `connect-src 'self'${l1}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** What an answer of the API may do, if somebody opens it as a page: nothing. */
export const ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'";

export async function servePages(
  app: FastifyInstance,
  root: string,
  l1Url: string | undefined,
): Promise<void> {
  const policy = pagePolicy(l1Url);
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = path.includes("assets") && HASHED.test(path);
      reply.header("cache-control", hashed ? FOREVER : ASK_AGAIN);
      reply.header("content-security-policy", policy);
    },
  });
}

/** Whether a path that is nothing else may be one of the page's own, which it reads itself. */
export function isPageRoute(request: FastifyRequest, root: string | undefined): boolean {
  if (root === undefined || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const path = request.url.split("?")[0] ?? "";
  const wantsPage = String(request.headers.accept ?? "").includes("text/html");
  return wantsPage && !path.startsWith("/v1/") && !/\.[a-z0-9]+$/i.test(path);
}

/** Whether the explorer was built. */
export const hasPages = (root: string | undefined): root is string =>
  root !== undefined && existsSync(join(root, PAGE_FILE));
