import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Status } from "../../status.ts";
import type { SocketMetrics } from "../metrics/sockets.ts";
import type { Models } from "../models/models.ts";
import { type Channel, channelModels, keyOf } from "./channels.ts";
import { Connection } from "./connection.ts";
import { Feeds } from "./feeds.ts";
import { Gate, type GateSettings, refuse } from "./gate.ts";
import { Hub } from "./hub.ts";
import { HUB_LIMITS, SOCKET_LIMITS } from "./limits.ts";
import { Outbox, type Sending } from "./outbox.ts";
import { untilNextSlot } from "./slotTimer.ts";

export interface SocketSettings extends GateSettings {
  /** Bytes that may wait for a slow reader before it is dropped. */
  readonly socketBacklogBytes: number;
}

export interface SocketParts {
  readonly models: Models;
  readonly settings: SocketSettings;
  readonly log: Record<"debug" | "error", (fields: object, text: string) => void>;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly metrics: SocketMetrics;
}

export interface AttachedSocket {
  /** Sockets open now. */
  readonly count: number;
  /** Tells every client that the server goes away, and resolves when all lines have ended. */
  stop(): Promise<void>;
}

/** Serves the WebSocket of the API (schema/socket.ts) on an HTTP server. */
export function attachSocket(server: Server, parts: SocketParts): AttachedSocket {
  const attached = new Sockets(parts);
  server.on("upgrade", (request, socket, head) => attached.upgrade(request, socket, head));
  return attached;
}

class Sockets implements AttachedSocket {
  readonly #parts: SocketParts;
  readonly #gate: Gate;
  readonly #hub = new Hub<Connection>(randomBytes(9).toString("base64url"), HUB_LIMITS);
  readonly #feeds: Feeds<Connection>;
  readonly #connections = new Set<Connection>();
  readonly #outbox = new Outbox<Sending>();
  /** Compression would take some 300 kB of each socket, and time of the one thread that takes envelopes. */
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: SOCKET_LIMITS.maxPayload,
  });
  readonly #unwatch: () => void;
  readonly #timers: NodeJS.Timeout[];
  #slotTimer: NodeJS.Timeout | undefined;
  #refreshing: NodeJS.Timeout | undefined;
  #emptied = (): void => {};

  constructor(parts: SocketParts) {
    this.#parts = parts;
    const { models, settings } = parts;
    this.#gate = new Gate(settings);
    this.#feeds = new Feeds(models.exchange, channelModels(models), this.#hub, () =>
      this.#beginAnew(),
    );
    this.#unwatch = models.exchange.onStatus((status) => this.#noticed(status));
    this.#timers = [
      setInterval(() => this.#refresh(), SOCKET_LIMITS.lookMs),
      setInterval(() => this.#beat(), SOCKET_LIMITS.heartbeatMs),
    ];
    this.#awaitSlot();
  }

  get count(): number {
    return this.#connections.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#gate.refusalOf(request, this.#parts.now());
    if (refusal !== undefined) {
      const id = randomUUID();
      this.#parts.log.debug({ id, status: refusal.status }, `no socket: ${refusal.detail}`);
      if (refusal.counted !== undefined) this.#parts.metrics.refused(refusal.counted);
      refuse(socket, refusal, id);
      return;
    }
    const address = this.#gate.addressOf(request);
    this.#server.handleUpgrade(request, socket, head, (opened) =>
      this.#opened(opened, socket, address),
    );
  }

  async stop(): Promise<void> {
    this.#gate.stop();
    this.#unwatch();
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#slotTimer);
    clearTimeout(this.#refreshing);
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const connection of this.#connections)
      connection.close("goingAway", "the server stops", "stopping");
    if (this.#connections.size > 0) await emptied;
    this.#outbox.stop();
    this.#server.close();
  }

  #opened(socket: WebSocket, line: Duplex, address: string): void {
    const { settings, now, metrics, models } = this.#parts;
    const markets = models.exchange.deployment.markets.length;
    const connection = new Connection(socket, line, {
      backlogBytes: settings.socketBacklogBytes,
      now,
      refuse: (channel) => {
        const seconds = this.#gate.waitFor(address, now());
        if (seconds === undefined) return refusalOf(channel, markets);
        return `too many requests from this address: come back in ${seconds} s`;
      },
      join: (channel, reader, seen) => this.#feeds.join(channel, reader, seen),
      leave: (channel, reader) => this.#hub.leave(keyOf(channel), reader),
      outbox: this.#outbox,
      sent: metrics.sent,
      subscribed: metrics.subscribed,
      dropped: metrics.dropped,
      failed: (error) => this.#failed(error),
    });
    this.#connections.add(connection);
    this.#gate.enter(address);
    this.#count();
    socket.on("close", () => {
      this.#connections.delete(connection);
      this.#gate.leave(address);
      this.#count();
      if (this.#connections.size === 0) this.#emptied();
    });
  }

  #count(): void {
    this.#parts.metrics.open(this.#connections.size);
  }

  #beat(): void {
    for (const connection of this.#connections) connection.beat();
  }

  /** The sequencer says several things in a row; one look sees them all. */
  #noticed(status: Status): void {
    if ("slot" in status) this.#feeds.touch(status.slot);
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      this.#refresh();
    }, SOCKET_LIMITS.tellAfterMs);
  }

  /** Whatever happens here, the sequencer goes on. */
  #refresh(): void {
    try {
      this.#feeds.refresh();
    } catch (error) {
      this.#failed(error);
      this.#beginAnew();
    }
  }

  #failed(error: unknown): void {
    this.#parts.log.error({ err: error }, "the socket failed to tell something");
  }

  #awaitSlot(): void {
    const { models, now } = this.#parts;
    this.#slotTimer = setTimeout(
      () => {
        this.#refresh();
        this.#awaitSlot();
      },
      untilNextSlot(models.exchange.deployment, now()),
    );
  }

  /** Numbers no longer follow from those before: everybody comes back and takes the state. */
  #beginAnew(): void {
    this.#hub.clear();
    for (const connection of this.#connections)
      connection.close("restart", "the batches are run again: connect anew");
  }
}

function refusalOf(channel: Channel, markets: number): string | undefined {
  return "market" in channel && channel.market >= markets
    ? `there is no market ${channel.market}: they are 0 … ${markets - 1}`
    : undefined;
}
