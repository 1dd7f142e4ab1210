import { pino } from "pino";
import type { ApiSettings } from "../../../sequencer/api/config.ts";
import { type RunningApi, startApi } from "../../../sequencer/api/server.ts";
import { listing, SmallExchange } from "./smallExchange.ts";

export const VERSION = "1.2.3";
/** Of the log, newest last. */
export interface Served {
  readonly small: SmallExchange;
  readonly api: RunningApi;
  readonly lines: Record<string, unknown>[];
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** The real server on a free port over a small exchange. */
export async function serve(
  settings: ApiSettings = {},
  { small = new SmallExchange(), webRoot }: { small?: SmallExchange; webRoot?: string } = {},
): Promise<Served> {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const api = await startApi({
    exchange: small.exchange,
    listing,
    settings: { port: 0, requestsPerMinute: 1_000_000, ...settings },
    version: VERSION,
    webRoot,
    now: () => small.nowMs,
    log,
  });
  return { small, api, lines, get: (path, init) => fetch(`${api.url}${path}`, init) };
}

/** An envelope that names an account and says nothing that anybody checks. */
export function looseEnvelope(account: number, version = 0): string {
  const bytes = Buffer.alloc(120);
  bytes.writeUInt32BE(account, 0);
  bytes.writeUInt16BE(version, 4);
  return `0x${bytes.toString("hex")}`;
}

export const posted = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
