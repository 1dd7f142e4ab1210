import { Fault, L1Error, LogNotCommitted, MalformedLog } from "#l1/errors";
import { WalrasError } from "#protocol/errors";
import { outcomeName } from "#protocol/outcomes";
import { ProgressLine, type Screen } from "./challenger/progress.ts";
import { Difference } from "./challenger/replayer.ts";
import { StorageDiffers } from "./challenger/storage.ts";
import { TotalsDiffer } from "./challenger/totals.ts";
import { type Verified, verify } from "./challenger/verify.ts";
import { loadCrypto } from "./crypto/load.ts";

/** The verifier as a program: arguments in, lines and an exit code out. */

export const EXIT = { verified: 0, differs: 1, cannotTell: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface VerifyArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly json: boolean;
  /** Expected; whatever L1 says if undefined. */
  readonly chainId?: number;
  readonly trustNode: boolean;
  readonly maxBlocks?: number;
}

export interface Output {
  /** The result, a line at a time. */
  out(line: string): void;
  /** For people meanwhile. */
  readonly screen: Screen;
}

/** Runs `walras verify` to its end and gives the exit code. */
export async function runVerify(args: VerifyArguments, output: Output): Promise<Exit> {
  const progress = new ProgressLine(output.screen, () => performance.now());
  try {
    const { json: _json, ...rest } = args;
    const crypto = await loadCrypto((line) => output.screen.write(`${line}\n`));
    const verified = await verify({ ...rest, crypto, onProgress: (at) => progress.update(at) });
    progress.clear();
    for (const line of args.json ? [jsonOf(verified)] : summaryOf(verified)) output.out(line);
    return EXIT.verified;
  } catch (error) {
    progress.clear();
    if (!(error instanceof WalrasError)) throw error;
    const exit = isFinding(error) ? EXIT.differs : EXIT.cannotTell;
    if (args.json) output.out(jsonOf({ verified: false, ...plainError(error) }));
    else
      output.screen.write(
        `${exit === EXIT.differs ? "differs" : "cannot tell"}: ${error.message}\n`,
      );
    return exit;
  }
}

/** Whether an error says that what L1 holds is wrong, rather than that L1 could not be asked. */
export function isFinding(error: WalrasError): boolean {
  if (error instanceof MalformedLog || error instanceof LogNotCommitted) return true;
  if (error instanceof L1Error) return false;
  return [Difference, Fault, TotalsDiffer, StorageDiffers].some((kind) => error instanceof kind);
}

function plainError(error: WalrasError): Record<string, unknown> {
  const { code, message, given, expected } = error;
  if (error instanceof Difference) {
    const { slot, claim, chunk, step, reason } = error;
    return {
      code,
      message,
      slot,
      claim,
      chunk,
      step,
      reason: outcomeName(reason),
      given,
      expected,
    };
  }
  if (error instanceof Fault) {
    const { slot, place, datum } = error;
    return { code, message, slot, place, datum, given, expected };
  }
  return { code, message, given, expected };
}

function summaryOf({ counts, totals, ...at }: Verified): string[] {
  return [
    `verified: Settlement ${at.settlement} on chain ${at.chainId} at block ${at.block} (${at.blockHash})`,
    `  genesis root ${at.genesisRoot}`,
    `  state root   ${at.stateRoot}`,
    `  slots        ${counts.slots} executed of ${at.sealedSlots} sealed, ${counts.envelopes} envelopes`,
    `  challenger   ${at.challenger}, ${at.judgedByFraudProof ? "FraudProof made for this Settlement" : "NOT the FraudProof of this version: read its code"}`,
    `  misconduct   ${at.misconduct}, ${at.punishedByMisconduct ? "Misconduct made for this Settlement" : "NOT the Misconduct of this version: read its code"}`,
    `  claims       ${counts.claims} alive, ${at.finalisedClaims} final, ${at.generation} rollbacks`,
    `  roots        ${counts.chunks} compared, over ${counts.steps} steps and ${counts.fills} fills`,
    ...totals.map(
      ({ asset, escrow, available, locked, unpaid, unconsumed }) =>
        `  asset ${asset}      escrow ${escrow} = ${available} available + ${locked} locked + ` +
        `${unpaid} unpaid + ${unconsumed} unconsumed`,
    ),
  ];
}

/** One line; numbers that may exceed 2^53 as text. */
function jsonOf(value: Verified | Record<string, unknown>): string {
  const whole = "verified" in value ? value : { verified: true, ...value };
  return JSON.stringify(whole, (_key, entry: unknown) => {
    if (typeof entry === "bigint") return entry.toString();
    return entry instanceof Uint8Array ? `0x${Buffer.from(entry).toString("hex")}` : entry;
  });
}
