import { BaseError } from "viem";
import { L1Unreachable } from "#l1/errors";
import { asL1Error } from "#l1/rpc";
import { WalrasError } from "#protocol/errors";
import {
  AccountNotFound,
  ApiError,
  BadRequest,
  L1Reverted,
  NotAMultiple,
  NotFunded,
  NotListed,
  NotTaken,
  NotYourAccount,
  UncertainEnvelope,
  WaitTimeout,
} from "../../client/errors.ts";
import { Interrupted } from "./passphrase.ts";

/** How a command ends: done; refused, not as asked or not possible yet; or it cannot go on. */
export const EXIT = { done: 0, refused: 1, cannot: 2, interrupted: 130 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What was asked for cannot be done as things are; the message says what to do. */
export class Refused extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("refused", what, given, expected);
  }
}

/** Errors after which the same command may do, another time or with other words. */
const REFUSALS = [
  Refused,
  AccountNotFound,
  BadRequest,
  L1Reverted,
  NotAMultiple,
  NotFunded,
  NotListed,
  NotTaken,
  NotYourAccount,
  UncertainEnvelope,
  WaitTimeout,
];
const SERVER_FAULTS = 500;
const BUSY = 503;

export function exitOf(error: unknown): Exit {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof ApiError)
    return error.status < SERVER_FAULTS || error.status === BUSY ? EXIT.refused : EXIT.cannot;
  return REFUSALS.some((kind) => error instanceof kind) ? EXIT.refused : EXIT.cannot;
}

/** One line for people. */
export function lineOf(error: unknown): string {
  if (error instanceof ApiError && error.problem !== undefined)
    return oneLine(`the exchange refuses: ${error.problem.detail}`);
  if (error instanceof L1Unreachable)
    return oneLine(`${error.message}; look whether the profile's rpc is right and runs`);
  if (error instanceof WalrasError) return oneLine(error.message);
  if (error instanceof BaseError) return lineOf(asL1Error("what was asked", error));
  return oneLine(error instanceof Error ? error.message : String(error));
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ");
