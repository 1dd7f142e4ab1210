import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { WrongChain } from "#l1/errors";
import { requireConfirmations } from "#l1/finality";
import { ask, connectL1 } from "#l1/rpc";
import { toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { outcomeName } from "#protocol/outcomes";
import { startWatcher } from "./challenger/startWatcher.ts";
import { WatcherStopped, WrongClaimFinal } from "./challenger/watcher.ts";
import type { WatchStatus } from "./challenger/watchStatus.ts";
import { loadCrypto } from "./crypto/load.ts";
import { EXIT, type Exit, isFinding } from "./main.ts";

/** `walras watch`: follows L1, replays every claim and challenges the first that is wrong. */

export interface WatchArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly database: string;
  /** Holds a private key, 0x and 64 hex digits. */
  readonly keyFile: string;
  readonly beneficiary: Hex | undefined;
  /** End when L1's newest block holds no wrong claim, or one that cannot be challenged now. */
  readonly once: boolean;
  readonly json: boolean;
  readonly pollMs: number | undefined;
  readonly confirmations: number | undefined;
  /** Believe the newest block of a chain that is no devnet. */
  readonly unconfirmed: boolean;
  readonly chainId: number | undefined;
  readonly trustNode: boolean;
  readonly maxBlocks: number | undefined;
}

export interface WatchOutput {
  /** A line for each thing that happened. */
  out(line: string): void;
  /** For people meanwhile. */
  note(line: string): void;
}

/** The file holds no private key. */
export class KeyFileError extends WalrasError {
  constructor(path: string, reason: string) {
    super("keyFile", `key file ${path}`, reason, "a private key: 0x and 64 hex digits");
  }
}

/**
 * Watches until `interrupted` resolves, or with `once` until there is nothing left to do.
 * @returns 0 then; 1 if a wrong claim stands that could not be killed, or L1 contradicts itself; 2 if it cannot go on
 */
export async function runWatch(
  args: WatchArguments,
  output: WatchOutput,
  interrupted: Promise<void>,
): Promise<Exit> {
  try {
    return await watch(args, output, interrupted);
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    const { code, message, given, expected } = error;
    if (args.json) output.out(text({ kind: "ended", code, message, given, expected }));
    else output.note(`walras watch: ${message}`);
    const wrong = error instanceof WrongClaimFinal || isFinding(error);
    return wrong ? EXIT.differs : EXIT.cannotTell;
  }
}

async function watch(
  args: WatchArguments,
  output: WatchOutput,
  interrupted: Promise<void>,
): Promise<Exit> {
  const client = connectL1(args.rpc);
  const privateKey = keyIn(args.keyFile);
  const crypto = await loadCrypto((line) => output.note(line));
  const chainId = await ask("eth_chainId", () => client.getChainId());
  if (args.chainId !== undefined && chainId !== args.chainId)
    throw new WrongChain(chainId, args.chainId);
  await requireConfirmations(client, chainId, args.confirmations ?? 0, args.unconfirmed);
  const { settlement, database, trustNode, beneficiary, pollMs, confirmations, maxBlocks } = args;
  const watcher = await startWatcher({
    client,
    settlement,
    crypto,
    database,
    privateKey,
    trustNode,
    ...(beneficiary === undefined ? {} : { beneficiary }),
    ...(pollMs === undefined ? {} : { pollMs }),
    ...(confirmations === undefined ? {} : { confirmations }),
    ...(maxBlocks === undefined ? {} : { maxBlocks }),
    onStatus: (status) => output.out(args.json ? jsonOf(status) : lineOf(status)),
  });
  void interrupted.then(() => watcher.stop());
  let exit: Exit = EXIT.verified;
  if (args.once) {
    const settled = watcher.until(
      ({ wrong, attempt }) =>
        wrong === undefined || attempt === "undecided" || attempt === "failed",
    );
    const stopped = (error: unknown) => {
      if (error instanceof WatcherStopped) return undefined;
      throw error;
    };
    if ((await settled.catch(stopped))?.wrong !== undefined) exit = EXIT.differs;
    await watcher.stop();
  }
  await watcher.ended;
  return exit;
}

/** Throws KeyFileError. */
export function keyIn(path: string): Hex {
  let content: string;
  try {
    content = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new KeyFileError(path, error instanceof Error ? error.message : String(error));
  }
  if (!/^0x[0-9a-fA-F]{64}$/.test(content)) {
    throw new KeyFileError(path, `${content.length} characters that are none`);
  }
  return content as Hex;
}

/** A status for people. */
export function lineOf(status: WatchStatus): string {
  switch (status.kind) {
    case "opened":
      return `follows L1 from block ${status.block + 1}, claim ${status.claim}, from ${status.from}`;
    case "otherChallenger":
      return `claims are judged by ${status.challenger}, which is not the FraudProof of this version`;
    case "looked":
      return `block ${status.block}: claims are right up to ${status.claim}, slot ${status.slot}`;
    case "wrong":
      return (
        `claim ${status.claim} of ${status.author} is wrong in chunk ${status.chunk}, step ${status.step}, ` +
        `slot ${status.slot}: ${outcomeName(status.reason)}, got ${String(status.given)}, expected ${status.expected}`
      );
    case "built":
      return `proof against claim ${status.claim}, chunk ${status.chunk}: ${status.bytes} bytes`;
    case "undecided":
      return `claim ${status.claim}, chunk ${status.chunk} starts a slot whose key is not decided: waits`;
    case "voided":
      return `slot ${status.slot} is void: its key was overdue`;
    case "overtaken":
      return `claim ${status.claim} was dead before: ${status.why}`;
    case "challenged":
      return `challenged claim ${status.claim}, chunk ${status.chunk} by ${status.hash}, ${status.gasUsed} gas`;
    case "killed":
      return `claim ${status.claim} of ${status.author} is dead, half of the bond is ${status.beneficiary}'s`;
    case "reorganised":
      return `L1 reorganised after block ${status.toBlock}`;
    case "checkpoint":
      return `stored all up to block ${status.block}, claim ${status.claim}`;
    case "startedOver":
      return `starts over: ${status.why}`;
    case "trouble":
      return `trouble with ${status.what}: ${messageOf(status.error)}`;
    case "halted":
      return `halted: ${messageOf(status.error)}`;
  }
}

/** A status, or another plain object with a kind, as one line of JSON. */
export function jsonOf(status: WatchStatus | { readonly kind: string }): string {
  if ("reason" in status) return text({ ...status, reasonName: outcomeName(status.reason) });
  if (!("error" in status)) return text(status);
  const { error, ...rest } = status;
  const code = error instanceof WalrasError ? { code: error.code } : {};
  return text({ ...rest, ...code, message: messageOf(error) });
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const text = (value: object): string =>
  JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === "bigint") return entry.toString();
    return entry instanceof Uint8Array ? toHex(entry) : entry;
  });
