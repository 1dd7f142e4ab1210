import type { ApiConfig } from "../config.ts";
import type { Exchange, Listing } from "../exchange.ts";
import type { Metrics } from "../metrics.ts";
import type { Models } from "../models/models.ts";
import type { Answered, Asked } from "../request.ts";
import type { RouteName } from "../schema/routes.ts";

/** What handlers stand on. */
export interface Desk {
  readonly exchange: Exchange;
  readonly listing: Listing;
  readonly models: Models;
  readonly config: ApiConfig;
  readonly metrics: Metrics;
  readonly version: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Who asks. */
export interface Caller {
  /** On this machine, and through no proxy. */
  readonly isLocal: boolean;
  readonly authorization: string | undefined;
}

export type Handler<N extends RouteName> = (
  asked: Asked<N>,
  caller: Caller,
) => Answered<N> | Promise<Answered<N>>;
export type Handlers = { readonly [N in RouteName]: Handler<N> };
