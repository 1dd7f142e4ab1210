import { type Logger, pino } from "pino";
import type { Status } from "../status.ts";

/** The daemon's log: JSON lines, of requests neither bodies nor queries. */

export type Level = "debug" | "info" | "warn" | "error";

/** @param stream instead of standard output */
export function createLog(level: string, stream?: { write(line: string): void }): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return stream === undefined ? pino(options) : pino(options, stream);
}

const LEVELS: Readonly<Record<Status["kind"], Level>> = {
  keySet: "info",
  closed: "info",
  certified: "debug",
  sealed: "info",
  revealed: "info",
  voided: "warn",
  executed: "info",
  claimed: "info",
  finalised: "info",
  foreignClaim: "warn",
  lost: "error",
  startedOver: "error",
  trouble: "warn",
  halted: "error",
};

/** One line for what the sequencer says, at the level that its kind deserves. */
export function logStatus(log: Pick<Logger, Level>, status: Status): void {
  const { kind, ...rest } = status;
  const fields = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, told(value)]),
  );
  log[LEVELS[kind]]({ kind, ...fields }, textOf(status));
}

/** JSON has no numbers as big as bigints; an error is its text, without what a node's address may hold as a password. */
function told(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message.replace(ADDRESS, "$1$2/…") };
}

/** Scheme, user and password, host, and all that follows. */
const ADDRESS = /\b(\w+:\/\/)(?:[^\s/@]*@)?([^\s/?#"]+)[/?#][^\s"]*/g;

function textOf(status: Status): string {
  switch (status.kind) {
    case "executed":
      return `slot ${status.figures.slot} executed`;
    case "claimed":
      return `slots ${status.firstSlot} to ${status.lastSlot} claimed`;
    case "foreignClaim":
      return `somebody else's claim ${status.index} is ${status.right ? "right" : "wrong"}`;
    case "trouble":
      return `${status.what} failed and is tried again`;
    case "halted":
      return `${status.what} halted the sequencer: a person must look`;
    case "startedOver":
      return `facts up to slot ${status.slot} changed: the trace is run again`;
    case "lost":
      return `slot ${status.slot} missed its deadline: its receipts are broken`;
    case "keySet":
      return `keys from slot ${status.first} on registered`;
    case "finalised":
      return `claim ${status.index} is final`;
    default:
      return `slot ${status.slot} ${status.kind}`;
  }
}
