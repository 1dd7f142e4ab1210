import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands between a sequencer and its L1. Gets one JSON-RPC answer and gives the one to pass on. */
export type Distortion = (method: string, answer: Record<string, unknown>) => unknown;

/** An L1 that can be away or answer wrongly: passes requests on, or breaks the connection. */
export class FaultyL1 {
  readonly #server: Server;
  readonly #target: URL;
  away = false;
  distort: Distortion | undefined;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      if (this.away) {
        incoming.socket.destroy();
        return;
      }
      void this.#pass(incoming).then(
        (body) => outgoing.setHeader("content-type", "application/json").end(body),
        () => incoming.socket.destroy(),
      );
    });
  }

  static async before(target: string): Promise<FaultyL1> {
    const faulty = new FaultyL1(target);
    await new Promise<void>((resolve) => faulty.#server.listen(0, "127.0.0.1", resolve));
    return faulty;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #pass(incoming: IncomingMessage): Promise<string> {
    const asked = await textOf(incoming);
    const { hostname, port } = this.#target;
    const answered = await new Promise<string>((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const outgoing = request({ hostname, port, method: "POST", headers }, (response) => {
        textOf(response).then(resolve, reject);
      });
      outgoing.once("error", reject);
      outgoing.end(asked);
    });
    if (this.distort === undefined) return answered;
    const { method } = JSON.parse(asked) as { method: string };
    return JSON.stringify(this.distort(method, JSON.parse(answered) as Record<string, unknown>));
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
