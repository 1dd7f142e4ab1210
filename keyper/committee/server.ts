import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SigningContext } from "#protocol/messages";
import type { Signer } from "#protocol/signature";
import { KEYPER_REFUSALS, KeyperRefusal } from "../errors.ts";
import {
  type Answer,
  type Asked,
  hexOf,
  MAX_REQUEST_BYTES,
  OPEN,
  type Path,
  REQUESTS,
  TRANSPORT_NUMBERS,
  type TransportName,
} from "./api.ts";
import { AuthError, answerDigest, type Guard, HEADER, isUnsigned, NONCE_BYTES } from "./auth.ts";

export type Handlers = { readonly [P in Path]: (asked: Asked<P>) => Answer<P> };

export interface ServerParts {
  readonly context: SigningContext;
  readonly signer: Signer;
  readonly guard: Guard;
  readonly handlers: Handlers;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told of what no asker is to blame for. */
  readonly onFailure: (error: unknown) => void;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A body that is larger than any request can be. */
class TooLarge extends Error {}

/** Serves the API; the answer to a request that is open or not admitted is signed for no nonce, so that no peer believes it. */
export async function serve(
  parts: ServerParts,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => void handle(parts, request, response));
  server.listen(parts.port, parts.host);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

async function handle(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let nonce: Uint8Array = new Uint8Array(NONCE_BYTES);
  const answer = ({ status, body }: Reply): void => {
    const bytes = Buffer.from(JSON.stringify(body));
    const digest = answerDigest(parts.context, nonce, status, bytes);
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": bytes.length,
      [HEADER.signature]: hexOf(parts.signer.sign(digest)),
    });
    response.end(bytes);
  };
  try {
    const path = request.url ?? "";
    if (request.method !== "POST" || !Object.hasOwn(REQUESTS, path)) {
      return answer(failure(404, "notFound", `POST to one of ${Object.keys(REQUESTS).join(", ")}`));
    }
    const body = await bodyOf(request);
    if (!OPEN.has(path) || !isUnsigned(request.headers)) {
      nonce = parts.guard.admit(request.headers, path, body);
    }
    answer(call(parts.handlers, path as Path, body));
  } catch (error) {
    const reply = refused(error);
    if (reply.status === 500) parts.onFailure(error);
    answer(reply);
  }
}

function call<P extends Path>(handlers: Handlers, path: P, body: Uint8Array): Reply {
  const parsed = REQUESTS[path].safeParse(json(body));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return failure(400, "malformed", faults.join("; "));
  }
  const handler: (asked: Asked<P>) => Answer<P> = handlers[path];
  return { status: 200, body: handler(parsed.data as Asked<P>) };
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_REQUEST_BYTES) throw new TooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function refused(error: unknown): Reply {
  if (error instanceof KeyperRefusal) {
    const { number } = KEYPER_REFUSALS[error.reason];
    return { status: 409, body: { error: { number, name: error.reason, message: error.message } } };
  }
  if (error instanceof AuthError) return failure(401, error.fault, error.message);
  if (error instanceof TooLarge)
    return failure(413, "tooLarge", `at most ${MAX_REQUEST_BYTES} bytes`);
  return failure(500, "failed", "the keyper's log says why");
}

const failure = (status: number, name: TransportName, message: string): Reply => ({
  status,
  body: { error: { number: TRANSPORT_NUMBERS[name], name, message } },
});
