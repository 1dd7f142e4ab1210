import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Desk } from "./handlers/desk.ts";
import { routeNamed } from "./routing.ts";

/** A line and a figure for each answer: neither the body nor the query, which may name what is nobody's business. */
export function addRecords(app: FastifyInstance, { metrics }: Desk, log: Logger): void {
  app.addHook("onResponse", (request, { statusCode: status, elapsedTime }, done) => {
    const route = routeNamed(request) ?? "other";
    metrics.observeRequest(route, status, elapsedTime / 1000);
    log.info(
      { reqId: request.id, method: request.method, route, status, ms: Math.round(elapsedTime) },
      "request",
    );
    done();
  });
}
