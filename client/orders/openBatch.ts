import type { BaseClient } from "../baseClient.ts";
import { AnswerError, ApiError, KeyError } from "../errors.ts";
import { read } from "../http/read.ts";
import { pause } from "../pause.ts";
import type { SlotKey } from "../types.ts";
import { type CheckedKey, checkKey } from "./batchKey.ts";

/** A batch that takes envelopes now. */
export interface OpenBatch extends CheckedKey {
  /** performance.now() at which it closes. */
  readonly closesAt: number;
}

/** Behind a close, until the next slot is surely open. */
const MARGIN_MS = 20;
/**
 * Most that this machine's clock may differ from the exchange's. A key of a slot far from now would have an order wait, sealed, until
 * somebody else sees fit.
 */
const CLOCK_TOLERANCE_MS = 120_000;

/**
 * Waits for a batch after `after` that takes envelopes, and checks its key. Undefined when `until`, by performance.now(), is over first.
 * Throws KeyError and what asking throws.
 */
export async function openBatch(
  client: BaseClient,
  after: number,
  until: () => number,
  signal?: AbortSignal,
): Promise<OpenBatch | undefined> {
  const { interval } = (await client.exchange.facts()).deployment;
  const intervalMs = interval * 1_000;
  for (;;) {
    const asked = performance.now();
    const key = await keyNow(client);
    if (key !== undefined && key.slot > after && key.accepting) {
      await checkTime(client, key);
      const checked = await checkKey(client, key);
      return { ...checked, closesAt: asked + Math.min(key.closesInMs, intervalMs) };
    }
    const waitMs =
      key === undefined
        ? client.pollingInterval
        : pauseOf(key, after, intervalMs, client.pollingInterval);
    if (asked + waitMs > until()) return undefined;
    await pause(waitMs, signal);
  }
}

/** Undefined where there is no key yet. Throws AnswerError, and what asking throws. */
async function keyNow(client: BaseClient): Promise<SlotKey | undefined> {
  try {
    const key = await read(client, "getKey", "/v1/key");
    for (const [name, value] of Object.entries({ slot: key.slot, closesInMs: key.closesInMs })) {
      if (!Number.isFinite(value)) throw new AnswerError(`${name} of the key`, value, "a number");
    }
    return key;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503))
      return undefined;
    throw error;
  }
}

function pauseOf(key: SlotKey, after: number, intervalMs: number, pollMs: number): number {
  if (key.slot <= after) return Math.max(0, key.closesInMs) + MARGIN_MS;
  const opensInMs = key.closesInMs - intervalMs;
  return opensInMs > 0 ? opensInMs + MARGIN_MS : pollMs;
}

async function checkTime(client: BaseClient, { slot }: SlotKey): Promise<void> {
  const { genesisTime, interval } = (await client.exchange.facts()).deployment;
  const closes = (genesisTime + slot * interval) * 1_000;
  const opens = closes - interval * 1_000;
  const now = Date.now();
  if (now < opens - CLOCK_TOLERANCE_MS || now > closes + CLOCK_TOLERANCE_MS) {
    throw new KeyError(
      slot,
      `a slot of ${new Date(opens).toISOString()}`,
      `one of ${new Date(now).toISOString()}; set this machine's clock, or do not trust this API`,
    );
  }
}
