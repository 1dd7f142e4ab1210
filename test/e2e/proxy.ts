import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between a program and anvil's RPC, on loopback, and does to the traffic what a test asks for. */

export interface Rpc {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly id: unknown;
}

/** "drop" cuts the connection. */
export type Answer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } }
  | { readonly status: number; readonly text: string }
  | "drop";

export interface Meddling {
  /** Instead of forwarding, or undefined to forward. */
  before?(call: Rpc): Answer | undefined | Promise<Answer | undefined>;
  /** What to answer instead of what anvil did. */
  after?(call: Rpc, result: unknown): Answer | Promise<Answer>;
}

export interface RpcProxy {
  readonly url: string;
  /** Replaced at will. */
  meddling: Meddling;
  /** Methods called so far. */
  readonly calls: string[];
  stop(): Promise<void>;
}

export async function startProxy(target: string, meddling: Meddling = {}): Promise<RpcProxy> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      handle(Buffer.concat(parts).toString(), response).catch(() => response.destroy());
    });
  });
  const handle = async (body: string, response: ServerResponse): Promise<void> => {
    const call: Rpc = JSON.parse(body);
    calls.push(call.method);
    const early = await proxy.meddling.before?.(call);
    if (early !== undefined) return send(response, call, early);
    const forwarded = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await forwarded.text();
    const parsed: { result?: unknown; error?: unknown } = JSON.parse(text);
    if (parsed.error !== undefined || proxy.meddling.after === undefined) {
      response.setHeader("content-type", "application/json");
      response.end(text);
      return;
    }
    send(response, call, await proxy.meddling.after(call, parsed.result));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meddling,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}

function send(response: ServerResponse, call: Rpc, answer: Answer): void {
  if (answer === "drop") {
    response.destroy();
    return;
  }
  if ("status" in answer) {
    response.statusCode = answer.status;
    response.end(answer.text);
    return;
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...answer }));
}
