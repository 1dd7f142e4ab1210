import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RefusedSocket } from "../metrics/sockets.ts";
import { addressReader } from "./address.ts";

export const SOCKET_PATH = "/v1/socket";

export interface GateSettings {
  readonly maxSockets: number;
  readonly socketsPerAddress: number;
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
}

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
} as const;

/** Decides who gets a socket, and counts those who have one by address. */
export class Gate {
  readonly #settings: GateSettings;
  /** Whom a request is counted for. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly #byAddress = new Map<string, number>();
  #open = 0;
  #stopping = false;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.addressOf = addressReader(settings.trustProxy);
  }

  stop(): void {
    this.#stopping = true;
  }

  /** Why a request gets no socket, or undefined. */
  refusalOf(request: IncomingMessage): Refusal | undefined {
    const { maxSockets, socketsPerAddress, origins } = this.#settings;
    const { origin } = request.headers;
    if (request.url?.split("?", 1)[0] !== SOCKET_PATH) return refusal("path");
    // Only browsers send it; they do not hold sockets to the rules of CORS themselves.
    if (origin !== undefined && origins !== "*" && !origins.includes(origin))
      return refusal("origin");
    if (this.#stopping) return refusal("stopping");
    if (this.#open >= maxSockets) return refusal("tooMany");
    const ofAddress = this.#byAddress.get(this.addressOf(request)) ?? 0;
    return ofAddress >= socketsPerAddress ? refusal("tooManyOfAddress") : undefined;
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
export function refuse(socket: Duplex, { status, title, detail }: Refusal, id: string): void {
  const body = JSON.stringify({ type: "about:blank", title, status, detail, instance: id });
  const retry = status === 503 || status === 429 ? "retry-after: 5\r\n" : "";
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n${retry}` +
      `x-request-id: ${id}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function refusal(reason: keyof typeof REFUSALS): Refusal {
  const [status, title, detail, counted] = REFUSALS[reason];
  return { status, title, detail, counted };
}
