import { z } from "zod";
import { ConfigError, faultsOf } from "../config.ts";
import { isRange } from "./socket/address.ts";

/** Settings of the API: the table [api] of an operator's file. Parsed once, every fault reported together, then frozen. */

const perMinute = z.int().min(1).max(1_000_000_000);

const schema = z.strictObject({
  /** Address to listen at. */
  host: z.string().min(1).max(255).default("127.0.0.1"),
  /** 0: any free one. */
  port: z.int().min(0).max(65_535).default(8_080),
  /** Pages that may call the API from a browser. It knows neither cookies nor sessions, so that all may is safe. */
  origins: z
    .union(
      [
        z.literal("*"),
        z
          .array(z.string().regex(/^https?:\/\/[^/\s]+$/, "an origin as in https://example.org"))
          .max(64),
      ],
      {
        error: '"*" or a list of at most 64 origins as in https://example.org',
      },
    )
    .default("*"),
  /** Addresses or ranges of proxies before the API whose x-forwarded-for is believed. */
  trustProxy: z
    .array(
      z
        .string()
        .refine(
          isRange,
          "an address, a range as in 10.0.0.0/8, or loopback, linklocal, uniquelocal",
        ),
    )
    .max(64)
    .default([]),
  /** Requests of one address; IPv6 by /64. As many sockets and subscriptions again. */
  requestsPerMinute: perMinute.default(1_200),
  /** Envelopes of one account with a good signature. */
  envelopesPerMinute: perMinute.default(600),
  /** Open connections in all, sockets among them. */
  maxConnections: z.int().min(1).max(1_000_000).default(8_192),
  /** Bytes of a request's body. */
  bodyLimit: z.int().min(2_048).max(1_048_576).default(8_192),
  /** Open WebSockets in all. */
  maxSockets: z.int().min(0).max(1_000_000).default(4_096),
  /** Of one address; IPv6 by /64. */
  socketsPerAddress: z.int().min(1).max(1_000_000).default(64),
  /** Bytes that wait for a slow reader before it is dropped. */
  socketBacklogBytes: z.int().min(65_536).max(1_073_741_824).default(1_048_576),
  /** Who may read /metrics. */
  metrics: z.enum(["public", "loopback"]).default("loopback"),
  /** Who shows it as a bearer token may read /metrics from elsewhere, too. */
  metricsToken: z.string().min(16).max(256).optional(),
  logLevel: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type ApiConfig = Readonly<z.infer<typeof schema>>;
/** What an operator writes; all of it may be left out. */
export type ApiSettings = z.input<typeof schema>;

/** @throws ConfigError naming every fault */
export function parseApiConfig(settings: unknown): ApiConfig {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(faultsOf(parsed.error, settings));
}
