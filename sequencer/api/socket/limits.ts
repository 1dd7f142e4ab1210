import type { HubLimits } from "./hub.ts";

/** What every socket may take; how many there are and their backlog are the operator's settings. */
export const SOCKET_LIMITS = {
  /** Bytes of a message from a client. */
  maxPayload: 4_096,
  subscriptions: 64,
  /** Messages a second that a client may send in the long run, and at once. */
  messagesPerSecond: 20,
  messagesAtOnce: 100,
  /** Messages that made no sense, of one socket. */
  faults: 16,
  /** Between two pings; who has not answered the last is gone. */
  heartbeatMs: 30_000,
  /** Between telling a socket that it is closed and cutting it. */
  closeMs: 2_000,
  /** Left to others after something happened, before readers are told: storing a large slot has just held them up. */
  tellAfterMs: 20,
  /** Between two looks at what L1 changed. */
  lookMs: 500,
} as const;

export const HUB_LIMITS: HubLimits = {
  mostKept: 256,
  mostKeptBytes: 64 * 1_024 * 1_024,
  mostIdle: 256,
  mostMissedBytes: 256 * 1_024,
};
