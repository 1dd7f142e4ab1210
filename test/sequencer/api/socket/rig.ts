import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { createMetrics, type Metrics } from "../../../../sequencer/api/metrics.ts";
import { Models } from "../../../../sequencer/api/models/models.ts";
import {
  type AttachedSocket,
  attachSocket,
  type SocketSettings,
} from "../../../../sequencer/api/socket/socket.ts";
import { FakeExchange } from "./fakeExchange.ts";

/** The socket on a real server, over an exchange that goes on when a test says so. */
export class Rig {
  readonly fake = new FakeExchange();
  readonly metrics: Metrics;
  readonly attached: AttachedSocket;
  readonly #server: Server;
  readonly #url: string;

  private constructor(server: Server, settings: Partial<SocketSettings>) {
    const { exchange } = this.fake;
    const now = (): number => this.fake.nowMs;
    const listing = {
      name: "test",
      assets: [],
      l1Url: undefined,
      explorerUrl: undefined,
      devnet: true,
    };
    this.#server = server;
    this.#url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.metrics = createMetrics({ exchange, version: "1.2.3", now });
    this.attached = attachSocket(server, {
      models: new Models(exchange, listing, now),
      settings: {
        maxSockets: 100,
        socketsPerAddress: 100,
        requestsPerMinute: 100_000,
        origins: "*",
        trustProxy: [],
        socketBacklogBytes: 65_536,
        ...settings,
      },
      log: { debug: () => {}, error: (_, text) => expect.unreachable(text) },
      now,
      metrics: this.metrics.sockets,
    });
  }

  static async start(settings: Partial<SocketSettings> = {}): Promise<Rig> {
    const server = createServer((_, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Rig(server, settings);
  }

  async stop(): Promise<void> {
    await this.attached.stop();
    this.metrics.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Runs the next slot, with a trade and a change of account 1. */
  run(): number {
    this.fake.tick();
    const slot = this.fake.collecting - 1;
    this.fake.seal(slot);
    this.fake.execute(slot, [slot, 0], [1]);
    return slot;
  }

  open(path = "/v1/socket", headers: Record<string, string> = {}): Client {
    return new Client(new WebSocket(this.#url + path, { headers }));
  }

  /** A figure of the exposition; labels as it writes them. */
  async figure(name: string): Promise<number> {
    const line = (await this.metrics.text()).split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  }
}

/** Any message: a test knows which fields there are. */
interface Message {
  readonly type: string;
  readonly seq: number;
  readonly epoch: string;
  readonly detail: string;
  readonly data: { readonly slot: number };
  readonly snapshot: readonly { readonly slot: number }[];
}

/** A client that waits for messages one by one. */
export class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** The status of the answer where there was no socket. */
  readonly refused: Promise<number | undefined>;
  readonly opened: Promise<void>;
  readonly #arrived: Message[] = [];
  #wake = (): void => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.#arrived.push(JSON.parse(data.toString()));
      this.#wake();
    });
    socket.on("error", () => {});
    this.opened = new Promise((resolve) => socket.once("open", () => resolve()));
    this.refused = new Promise((resolve) => {
      socket.once("open", () => resolve(undefined));
      socket.once("unexpected-response", (request, response) => {
        response.resume();
        request.destroy();
        resolve(response.statusCode);
      });
    });
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  async send(message: unknown): Promise<void> {
    await this.opened;
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  subscribe(channel: object, seen: object = {}): Promise<void> {
    return this.send({ op: "subscribe", channel, ...seen });
  }

  /** The next message of a type; others before it are passed over. */
  async next(type: string): Promise<Message> {
    for (;;) {
      const message = this.#arrived.shift();
      if (message?.type === type) return message;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
