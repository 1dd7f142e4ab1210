import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { equalBytes, hexToBytes } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import type { SigningContext } from "#protocol/messages";
import { recoverSigner, type Signer } from "#protocol/signature";
import { ANSWERS, type Answered, FAILURE, hexOf, MAX_ANSWER_BYTES, type Path } from "./api.ts";
import { answerDigest, HEADER, NONCE_BYTES, requestDigest } from "./auth.ts";

export interface PeerParts {
  readonly context: SigningContext;
  /** Whoever asks. */
  readonly signer: Signer;
  /** Keyper asked. */
  readonly index: number;
  /** Its address. */
  readonly address: Uint8Array;
  /** http://HOST:PORT or https://HOST:PORT */
  readonly url: string;
  /** After so long it counts as away. */
  readonly timeoutMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** What came of asking a keyper, if no good answer. `unreachable` and `refused` may pass. */
export type PeerFault = "unreachable" | "refused" | "wrongAnswer";

export class PeerError extends WalrasError {
  readonly fault: PeerFault;
  readonly index: number;
  /** Why it refused, by its own word, or what became of the connection. */
  readonly reason: string | undefined;

  constructor(fault: PeerFault, index: number, given: string, expected: string, reason?: string) {
    super(`keyper.${fault}`, `keyper ${index}`, given, expected);
    this.fault = fault;
    this.index = index;
    this.reason = reason;
  }
}

/** A request's body. */
export const bodyOf = (asked: object): Buffer => Buffer.from(JSON.stringify(asked));

/** Another keyper, over HTTP. Believes no byte that it did not sign. */
export class Peer {
  readonly index: number;
  readonly #parts: PeerParts;
  readonly #agent: Agent;

  constructor(parts: PeerParts) {
    this.index = parts.index;
    this.#parts = parts;
    this.#agent = isTls(parts.url) ? new TlsAgent(KEEP) : new Agent(KEEP);
  }

  /**
   * Whatever is asked may be asked twice: it changes nothing the second time.
   * @param asked what `bodyOf` made of it, where several are asked the same
   * @throws PeerError
   */
  async ask<P extends Path>(path: P, asked: object): Promise<Answered<P>> {
    const body = Buffer.isBuffer(asked) ? asked : bodyOf(asked);
    try {
      return await this.#ask(path, body);
    } catch (error) {
      // A connection that was kept may have died with the process at its other end, which is up again.
      if (!(error instanceof PeerError) || error.reason !== "ECONNRESET") throw error;
      return await this.#ask(path, body);
    }
  }

  async #ask<P extends Path>(path: P, body: Buffer): Promise<Answered<P>> {
    const { context, signer, address, index, now } = this.#parts;
    const [time, nonce] = [Math.floor(now()), new Uint8Array(randomBytes(NONCE_BYTES))];
    const digest = requestDigest(context, { to: address, path, time, nonce, body });
    const answer = await this.#send(path, body, {
      "content-type": "application/json",
      "content-length": body.length,
      [HEADER.time]: String(time),
      [HEADER.nonce]: hexOf(nonce),
      [HEADER.signature]: hexOf(signer.sign(digest)),
    });
    const value: unknown = json(answer.body);
    if (answer.status !== 200) {
      const failure = FAILURE.safeParse(value);
      const { name, message } = failure.data?.error ?? { name: "failed", message: "no reason" };
      throw new PeerError("refused", index, `${answer.status} ${name}: ${message}`, "200", name);
    }
    this.#checkSigned(nonce, answer);
    const parsed = ANSWERS[path].safeParse(value);
    if (parsed.success) return parsed.data as Answered<P>;
    throw new PeerError("wrongAnswer", index, parsed.error.message, "the form of the API");
  }

  close(): void {
    this.#agent.destroy();
  }

  #checkSigned(nonce: Uint8Array, { status, body, signature }: RawAnswer): void {
    const { context, address, index } = this.#parts;
    const given = /^0x[0-9a-f]{130}$/.test(signature) ? hexToBytes(signature) : new Uint8Array(0);
    const signed = recoverSigner(context.crypto, answerDigest(context, nonce, status, body), given);
    if (signed !== undefined && equalBytes(signed, address)) return;
    throw new PeerError("wrongAnswer", index, "an answer that it did not sign", "its signature");
  }

  #send(path: Path, body: Buffer, headers: Record<string, string | number>): Promise<RawAnswer> {
    const { url, timeoutMs, index } = this.#parts;
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => {
        const expected = `an answer from ${url}`;
        reject(new PeerError("unreachable", index, error.message, expected, error.code));
      };
      const options = { method: "POST", agent: this.#agent, headers, timeout: timeoutMs };
      const send = isTls(url) ? requestTls : request;
      const call = send(new URL(path, url), options, (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on("data", (part: Buffer) => {
          length += part.length;
          if (length > MAX_ANSWER_BYTES) call.destroy(new RangeError("its answer is too long"));
          else parts.push(part);
        });
        response.once("error", fail);
        response.once("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts, length),
            signature: String(response.headers[HEADER.signature] ?? ""),
          }),
        );
      });
      const timer = setTimeout(() => call.destroy(new RangeError("timeout")), timeoutMs);
      call.once("close", () => clearTimeout(timer));
      call.once("error", fail);
      call.end(body);
    });
  }
}

const KEEP = { keepAlive: true };
const isTls = (url: string): boolean => url.startsWith("https:");

interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly signature: string;
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
