import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import { parserProblem, problemOf, rawProblem, sendProblem } from "./failures.ts";
import { addGuards } from "./guards.ts";
import type { Desk } from "./handlers/desk.ts";
import { ANSWER_POLICY, hasPages, isPageRoute, PAGE_FILE, servePages } from "./pages.ts";
import { notFound, unavailable } from "./problem.ts";
import { addRecords } from "./records.ts";
import { addRoutes } from "./routing.ts";

/** The HTTP server without a port: routes from the table, and what guards all of them. */

/** A request must have arrived whole by then. */
const REQUEST_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;
/** Nothing moved on a line for so long in the midst of a request or an answer: who does not read a long one holds its memory. */
const STALLED_MS = 30_000;
const REQUEST_ID = /^[\w.:-]{1,64}$/;
/** Longer than any URL that Node's parser lets through, so that a long parameter is told as a fault of the request. */
const MAX_PARAM_LENGTH = 65_536;

export interface AppParts {
  readonly log: Logger;
  /** Once `stopping` is set, what still arrives is told to come back. */
  readonly state: { readonly stopping: boolean };
  readonly webRoot: string | undefined;
}

export async function createApp(desk: Desk, parts: AppParts): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = parts.log;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: desk.config.bodyLimit,
    requestTimeout: REQUEST_MS,
    connectionTimeout: STALLED_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply, problemOf(error, request));
    },
    clientErrorHandler: refuseBytes,
  });
  app.server.maxConnections = desk.config.maxConnections;
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler((error, request, reply) => {
    sendProblem(request, reply, problemOf(error, request));
  });
  addHeaders(app, parts.state);
  addRecords(app, desk, parts.log);
  await addGuards(app, desk.config);
  addRoutes(app, desk);
  const webRoot = hasPages(parts.webRoot) ? parts.webRoot : undefined;
  if (webRoot !== undefined) await servePages(app, webRoot, desk.listing.l1Url);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    if (isPageRoute(request, webRoot)) return reply.sendFile(PAGE_FILE);
    throw notFound("No endpoint has this path; GET /openapi.json lists them.");
  });
  return app;
}

function addHeaders(app: FastifyInstance, state: AppParts["state"]): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers({
      "x-request-id": request.id,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy": ANSWER_POLICY,
    });
    done(state.stopping ? unavailable("The server stops; another one may answer.") : undefined);
  });
  // A line that stays open would keep the server from ending.
  app.addHook("onSend", (_, reply, payload, done) => {
    if (state.stopping) reply.header("connection", "close");
    done(null, payload);
  });
}

/** Bytes that are no request: neither routes nor hooks see them. */
function refuseBytes(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (socket.writable) socket.write(rawProblem(parserProblem(error.code), randomUUID()));
  socket.destroySoon();
}
