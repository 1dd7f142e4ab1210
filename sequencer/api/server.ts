import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import { type ApiSettings, parseApiConfig } from "./config.ts";
import type { Exchange, Listing } from "./exchange.ts";
import type { Desk } from "./handlers/desk.ts";
import { checkListing } from "./listing.ts";
import { createMetrics } from "./metrics.ts";
import { Models } from "./models/models.ts";
import { attachSocket } from "./socket/socket.ts";

export interface ApiOptions {
  readonly exchange: Exchange;
  readonly listing: Listing;
  readonly settings: ApiSettings;
  /** Of the software. */
  readonly version: string;
  /** Folder of the built explorer; it is not served where there is none. */
  readonly webRoot: string | undefined;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
}

export interface RunningApi {
  /** Where it listens. */
  readonly url: string;
  /** Takes nothing new, lets what is under way end for a time, tells sockets, and resolves when all lines are closed. */
  stop(): Promise<void>;
}

/** What runs longer than this when the API stops is cut off. */
export const STOP_MS = 5_000;
/**
 * Serves the API and, where it was built, the explorer.
 * @throws ConfigError for settings or a listing that cannot be used; Node's error where it cannot listen
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { exchange, listing, version, now, log } = options;
  const config = parseApiConfig(options.settings);
  checkListing(exchange.deployment, listing);
  const models = new Models(exchange, listing, now);
  const metrics = createMetrics({ exchange, version, now });
  const desk: Desk = { exchange, listing, models, config, metrics, version, now };
  const state = { stopping: false };
  const app = await createApp(desk, { log, state, webRoot: options.webRoot });
  const server: Server = app.server;
  const socket = attachSocket(server, {
    models,
    settings: config,
    log,
    now,
    metrics: metrics.sockets,
  });
  const stop = async (): Promise<void> => {
    state.stopping = true;
    const cut = setTimeout(() => server.closeAllConnections(), STOP_MS);
    await Promise.all([socket.stop(), app.close()]);
    clearTimeout(cut);
    metrics.stop();
    models.close();
  };
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return { url: `http://${host}:${port}`, stop };
}
