import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RefusedSocket } from "../metrics/sockets.ts";
import { Rate } from "../rate.ts";
import { addressReader } from "./address.ts";

export const SOCKET_PATH = "/v1/socket";

export interface GateSettings {
  readonly maxSockets: number;
  readonly socketsPerAddress: number;
  /** Sockets opened and channels joined from one address, counted apart from its requests over HTTP. */
  readonly requestsPerMinute: number;
  /** Pages that may call the API, as the header Origin names them; "*": all. */
  readonly origins: readonly string[] | "*";
  /** Addresses or ranges of proxies whose x-forwarded-for is believed. */
  readonly trustProxy: readonly string[];
}

export interface Refusal {
  readonly status: 403 | 404 | 429 | 503;
  readonly title: string;
  readonly detail: string;
  readonly counted: RefusedSocket | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

const RETRY_SECONDS = 5;

const REFUSALS = {
  path: [404, "Not Found", `sockets are at ${SOCKET_PATH}`, undefined],
  origin: [403, "Forbidden", "pages of this origin may not call this API", "origin"],
  stopping: [503, "Service Unavailable", "the server stops; come back later", "stopping"],
  tooMany: [
    503,
    "Service Unavailable",
    "as many sockets as may be are open; come back later",
    "tooMany",
  ],
  tooManyOfAddress: [
    429,
    "Too Many Requests",
    "as many sockets as may be are open from this address",
    "tooManyOfAddress",
  ],
  tooOften: [429, "Too Many Requests", "too many requests from this address", "tooOften"],
} as const;

/** Decides who gets a socket, and counts by address those who have one and what they ask for. */
export class Gate {
  readonly #settings: GateSettings;
  /** Whom a request is counted for. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly #byAddress = new Map<string, number>();
  readonly #rate: Rate<string>;
  #open = 0;
  #stopping = false;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.#rate = new Rate(settings.requestsPerMinute);
    this.addressOf = addressReader(settings.trustProxy);
  }

  stop(): void {
    this.#stopping = true;
  }

  /** Why a request gets no socket, or undefined. */
  refusalOf(request: IncomingMessage, nowMs: number): Refusal | undefined {
    const { maxSockets, socketsPerAddress, origins } = this.#settings;
    const { origin } = request.headers;
    if (request.url?.split("?", 1)[0] !== SOCKET_PATH) return refusal("path");
    // Only browsers send it; they do not hold sockets to the rules of CORS themselves.
    if (origin !== undefined && origins !== "*" && !origins.includes(origin))
      return refusal("origin");
    if (this.#stopping) return refusal("stopping");
    if (this.#open >= maxSockets) return refusal("tooMany");
    const address = this.addressOf(request);
    const ofAddress = this.#byAddress.get(address) ?? 0;
    if (ofAddress >= socketsPerAddress) return refusal("tooManyOfAddress");
    const retryAfter = this.waitFor(address, nowMs);
    return retryAfter === undefined ? undefined : refusal("tooOften", retryAfter);
  }

  /** Counts something that takes time; whole seconds to wait where it is too much. */
  waitFor(address: string, nowMs: number): number | undefined {
    return this.#rate.take(address, nowMs);
  }

  enter(address: string): void {
    this.#open++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    this.#open--;
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }
}

/** Answers a request for a socket with a problem, and ends the line. */
export function refuse(
  socket: Duplex,
  { status, title, detail, retryAfter }: Refusal,
  id: string,
): void {
  const body = JSON.stringify({ type: "about:blank", title, status, detail, instance: id });
  const retry = retryAfter === undefined ? "" : `retry-after: ${retryAfter}\r\n`;
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n${retry}` +
      `x-request-id: ${id}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function refusal(reason: keyof typeof REFUSALS, seconds = RETRY_SECONDS): Refusal {
  const [status, title, detail, counted] = REFUSALS[reason];
  const retryAfter = status === 503 || status === 429 ? seconds : undefined;
  return { status, title, detail, counted, retryAfter };
}
