import {
  BaseError,
  createPublicClient,
  HttpRequestError,
  http,
  type PublicClient,
  SocketClosedError,
  TimeoutError,
} from "viem";
import { L1Error, L1Refused, L1Unreachable, WrongChain } from "./errors.ts";

/** Asking L1: one client, and one way to ask again or to give up. */

export type L1Client = PublicClient;

/** How often a question is asked while L1 is away, and how long between; the delay doubles each time. */
export interface Patience {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 5, firstDelayMs: 200, maxDelayMs: 5_000 };
const DEFAULT_TIMEOUT_MS = 30_000;
const OVERLOADED = new Set([408, 425, 429]);

/** A client that never asks twice by itself. */
export function connectL1(url: string, timeoutMs: number = DEFAULT_TIMEOUT_MS): L1Client {
  return createPublicClient({
    cacheTime: 0,
    transport: http(url, { retryCount: 0, timeout: timeoutMs }),
  });
}

/**
 * The answer to a question. Asks again while L1 is away, up to `patience.attempts` times.
 * Throws L1Unreachable (retryable) or L1Refused.
 */
export async function ask<T>(
  method: string,
  question: () => Promise<T>,
  patience: Patience = DEFAULT_PATIENCE,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await question();
    } catch (error) {
      const failure = asL1Error(method, error);
      if (!(failure instanceof L1Unreachable) || attempt >= patience.attempts) throw failure;
      await sleep(Math.min(patience.firstDelayMs * 2 ** (attempt - 1), patience.maxDelayMs));
    }
  }
}

/** Throws WrongChain unless L1 says it is the chain expected. */
export async function assertChain(
  client: L1Client,
  chainId: number,
  patience?: Patience,
): Promise<void> {
  const given = await ask("eth_chainId", () => client.getChainId(), patience);
  if (given !== chainId) throw new WrongChain(given, chainId);
}

/** A typed error for whatever an RPC call threw. */
export function asL1Error(method: string, error: unknown): L1Error {
  if (error instanceof L1Error) return error;
  if (!(error instanceof BaseError)) return new L1Refused(method, String(error));
  const away = error.walk(
    (cause) =>
      cause instanceof TimeoutError ||
      cause instanceof SocketClosedError ||
      (cause instanceof HttpRequestError && isAway(cause.status)),
  );
  if (away !== null) return new L1Unreachable(method, reasonOf(error));
  return new L1Refused(method, reasonOf(error));
}

/** What a node said, without viem's advice around it. */
export function reasonOf(error: BaseError): string {
  return error.details !== undefined && error.details !== "" ? error.details : error.shortMessage;
}

/** Without a status there was no answer at all. */
const isAway = (status: number | undefined): boolean =>
  status === undefined || status >= 500 || OVERLOADED.has(status);

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
