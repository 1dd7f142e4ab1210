import cors from "@fastify/cors";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import type { ApiConfig } from "./config.ts";
import { ApiProblem } from "./problem.ts";
import { addressReader } from "./socket/address.ts";

/** Who may ask, and how often. */

const MINUTE_MS = 60_000;
/** Addresses whose requests are counted; those that asked longest ago are forgotten first. */
const MOST_ADDRESSES = 32_768;

export async function addGuards(app: FastifyInstance, config: ApiConfig): Promise<void> {
  const addressOf = addressReader(config.trustProxy);
  await app.register(cors, {
    origin: config.origins === "*" ? "*" : [...config.origins],
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: ["content-type", "if-none-match", "x-request-id"],
    exposedHeaders: [
      "etag",
      "retry-after",
      "x-request-id",
      "ratelimit-limit",
      "ratelimit-remaining",
    ],
    maxAge: 600,
    strictPreflight: false,
  });
  await app.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: MINUTE_MS,
    cache: MOST_ADDRESSES,
    enableDraftSpec: true,
    keyGenerator: (request) => addressOf(request.raw),
    errorResponseBuilder: (_, { ttl }) =>
      new ApiProblem(
        "tooManyRequests",
        `More than ${config.requestsPerMinute} requests a minute.`,
        {
          retryAfter: Math.max(1, Math.ceil(ttl / 1000)),
        },
      ),
  });
}
