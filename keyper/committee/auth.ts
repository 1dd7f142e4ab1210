import { asciiBytes, bigintToBytes, concatBytes, equalBytes, hexToBytes } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import type { SigningContext } from "#protocol/messages";
import { recoverSigner } from "#protocol/signature";

/**
 * Who speaks: every request is signed for its receiver, path, body, time and a nonce; every answer is signed for the nonce that it
 * answers, its status and its body (PROTOCOL.md §4, "Keys").
 */

export const REQUEST_TAG = "walras/keyper-request/v1";
export const ANSWER_TAG = "walras/keyper-answer/v1";
export const NONCE_BYTES = 16;

export const HEADER = {
  time: "x-walras-time",
  nonce: "x-walras-nonce",
  signature: "x-walras-signature",
} as const;

export interface SignedRequest {
  /** Address of the keyper asked. */
  readonly to: Uint8Array;
  readonly path: string;
  /** Unix milliseconds. */
  readonly time: number;
  readonly nonce: Uint8Array;
  readonly body: Uint8Array;
}

/** keccak(keccak(tag) ‖ domain separator ‖ to 20 ‖ time u64 ‖ nonce 16 ‖ keccak(path) ‖ keccak(body)). */
export function requestDigest(context: SigningContext, request: SignedRequest): Uint8Array {
  const { keccak256 } = context.crypto;
  return keccak256(
    concatBytes(
      keccak256(asciiBytes(REQUEST_TAG)),
      context.domainSeparator,
      request.to,
      bigintToBytes(BigInt(request.time), 8),
      request.nonce,
      keccak256(asciiBytes(request.path)),
      keccak256(request.body),
    ),
  );
}

/** keccak(keccak(tag) ‖ domain separator ‖ nonce 16 ‖ status u16 ‖ keccak(body)). */
export function answerDigest(
  context: SigningContext,
  nonce: Uint8Array,
  status: number,
  body: Uint8Array,
): Uint8Array {
  const { keccak256 } = context.crypto;
  return keccak256(
    concatBytes(
      keccak256(asciiBytes(ANSWER_TAG)),
      context.domainSeparator,
      nonce,
      bigintToBytes(BigInt(status), 2),
      keccak256(body),
    ),
  );
}

/** Why a request is not listened to. */
export const AUTH_FAULTS = {
  badHeaders: "time, nonce and signature do not have their form",
  clock: "the request's time is too far from this keyper's",
  replayed: "the request came before",
  stranger: "the signer is neither the sequencer nor a keyper",
} as const;
export type AuthFault = keyof typeof AUTH_FAULTS;

export class AuthError extends WalrasError {
  readonly fault: AuthFault;

  constructor(fault: AuthFault, given: unknown, expected: string) {
    super(`keyper.auth.${fault}`, AUTH_FAULTS[fault], given, expected);
    this.fault = fault;
  }
}

export interface GuardParts {
  readonly context: SigningContext;
  /** Of the keyper that the requests are for. */
  readonly self: Uint8Array;
  readonly allowed: readonly Uint8Array[];
  /** Largest distance between the asker's clock and this one. */
  readonly skewMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Lets in each request of those allowed once. */
export class Guard {
  readonly #parts: GuardParts;
  readonly #since: number;
  /** When each nonce seen may be forgotten, oldest first. */
  readonly #seen = new Map<string, number>();

  constructor(parts: GuardParts) {
    this.#parts = parts;
    this.#since = parts.now();
  }

  /** The nonce. @throws AuthError */
  admit(headers: Headers, path: string, body: Uint8Array): Uint8Array {
    const { context, self, allowed, skewMs, now } = this.#parts;
    const { time, nonce, signature } = parse(headers);
    const at = now();
    // What was seen before a restart is forgotten: nothing from before it counts.
    const earliest = Math.max(at - skewMs, this.#since - RESTART_GRACE_MS);
    if (time < earliest || time > at + skewMs) {
      throw new AuthError("clock", time, `${earliest} … ${at + skewMs}`);
    }
    const digest = requestDigest(context, { to: self, path, time, nonce, body });
    const signer = recoverSigner(context.crypto, digest, signature);
    if (signer === undefined || !allowed.some((one) => equalBytes(one, signer))) {
      throw new AuthError("stranger", signer ?? "no signature", "one that the deployment lists");
    }
    this.#forget(at);
    const name = Buffer.from(nonce).toString("hex");
    if (this.#seen.has(name)) throw new AuthError("replayed", name, "a fresh nonce");
    this.#seen.set(name, time + skewMs);
    return nonce;
  }

  #forget(now: number): void {
    for (const [name, until] of this.#seen) {
      if (until >= now) return;
      this.#seen.delete(name);
    }
  }
}

/** Clocks of one machine room agree to within this; a restart takes longer. */
const RESTART_GRACE_MS = 50;

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether a request does not even claim to be anybody's. */
export const isUnsigned = (headers: Headers): boolean =>
  Object.values(HEADER).every((name) => headers[name] === undefined);

function parse(headers: Headers) {
  const [time, nonce, signature] = [HEADER.time, HEADER.nonce, HEADER.signature].map((name) =>
    String(headers[name] ?? ""),
  ) as [string, string, string];
  const good =
    /^\d{1,15}$/.test(time) &&
    /^0x[0-9a-f]{32}$/.test(nonce) &&
    /^0x[0-9a-f]{130}$/.test(signature);
  if (!good) {
    throw new AuthError("badHeaders", { time, nonce, signature }, "milliseconds, 16 and 65 bytes");
  }
  return { time: Number(time), nonce: hexToBytes(nonce), signature: hexToBytes(signature) };
}
