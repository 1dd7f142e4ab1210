import { createHash, timingSafeEqual } from "node:crypto";
import { statusOf } from "../models/status.ts";
import { ApiProblem, unavailable } from "../problem.ts";
import { OBSTACLES } from "../readiness.ts";
import { openApiDocument } from "../schema/openapi.ts";
import type { Caller, Desk, Handlers } from "./desk.ts";

/** How the process and the exchange are. */
export function processHandlers(
  desk: Desk,
): Pick<Handlers, "getStatus" | "getHealth" | "getReadiness" | "getMetrics" | "getDocument"> {
  const { exchange, listing, version, now } = desk;
  const document = openApiDocument(version);
  return {
    getStatus: () => {
      const { view } = exchange;
      if (view === undefined) throw unavailable("L1 has not answered yet.");
      return statusOf(exchange, listing, view, version, now());
    },
    getHealth: () => ({ ok: true, detail: "The process runs." }),
    getReadiness: () => {
      const obstacle = exchange.obstacle();
      if (obstacle !== undefined) throw unavailable(OBSTACLES[obstacle]);
      return { ok: true, detail: "Envelopes are taken." };
    },
    getMetrics: (_, caller) => {
      if (!mayReadMetrics(desk, caller))
        throw new ApiProblem("forbidden", "Metrics are for the operator's own machines.");
      return desk.metrics.text();
    },
    getDocument: () => document,
  };
}

function mayReadMetrics({ config }: Desk, { isLocal, authorization }: Caller): boolean {
  if (config.metrics === "public" || isLocal) return true;
  if (config.metricsToken === undefined || authorization === undefined) return false;
  // Of hashes, so that the time it takes tells nothing of the token.
  return timingSafeEqual(sha256(authorization), sha256(`Bearer ${config.metricsToken}`));
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
