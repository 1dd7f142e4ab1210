import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { LineCutter } from "./lineCutter.ts";
import type { Delivery, Queue } from "./queue.ts";

const NEWLINE = 0x0a;
/** A sender that reads no acknowledgements is sent no more of them beyond this; the next one says as much. */
const MAX_UNREAD_BYTES = 65_536;

/**
 * A line socket with one sender at a time. The shard says `{"position":N}` when the sender connects and after each commit:
 * N lines are on the disk, and whoever connects next goes on with line N + 1. A line without its newline does not count.
 */
export class TcpQueue implements Queue {
  readonly unit = "lines of a socket";
  readonly #server: Server;
  readonly #signal: AbortSignal;
  #sender: Socket | undefined;
  /** Resolves the wait for a sender. */
  #arrived: () => void = () => {};

  private constructor(server: Server, signal: AbortSignal) {
    this.#server = server;
    this.#signal = signal;
    server.on("connection", (socket) => this.#meet(socket));
    signal.addEventListener("abort", () => this.close());
  }

  /** Listens; port 0 stands for any free one. */
  static async listen(host: string, port: number, signal: AbortSignal): Promise<TcpQueue> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(port, host);
    await once(server, "listening");
    return new TcpQueue(server, signal);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async *deliveries(position: number): AsyncGenerator<Delivery> {
    let lines = position;
    while (!this.#signal.aborted) {
      const sender = this.#sender;
      if (sender === undefined) {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
        continue;
      }
      for await (const delivery of this.#listenTo(sender, lines)) {
        lines = delivery.position;
        yield delivery;
      }
      sender.destroy();
      this.#sender = undefined;
    }
  }

  close(): void {
    this.#server.close();
    this.#sender?.destroy();
    this.#arrived();
  }

  async *#listenTo(sender: Socket, position: number): AsyncGenerator<Delivery, void, undefined> {
    const cutter = new LineCutter();
    let count = position;
    acknowledge(sender, count);
    try {
      for await (const bytes of sender) {
        const lines = cutter.push(bytes as Uint8Array);
        if (lines.length === 0) continue;
        for (const byte of lines) if (byte === NEWLINE) count++;
        yield { lines, position: count };
        acknowledge(sender, count);
      }
    } catch (error) {
      // The sender is gone; another will connect and be told where to go on.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  #meet(socket: Socket): void {
    // Errors end the reading loop; a listener keeps those of refused senders from ending the process.
    socket.on("error", () => {});
    if (this.#sender !== undefined || this.#signal.aborted) {
      socket.end('{"error":"another sender is connected"}\n');
      return;
    }
    this.#sender = socket;
    this.#arrived();
  }
}

function acknowledge(sender: Socket, position: number): void {
  if (sender.writable && sender.writableLength < MAX_UNREAD_BYTES)
    sender.write(`{"position":${position}}\n`);
}
