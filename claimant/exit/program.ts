import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { WalrasError } from "#protocol/errors";
import { readSettlement } from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { EXIT, type Exit, isFinding } from "../../circuits-free-verifier/main.ts";
import { keyIn } from "../../circuits-free-verifier/watch.ts";
import type { ProgramOutput } from "../program.ts";
import type { Entitlement } from "./claims.ts";
import { type ExitEnd, type ExitStatus, leave } from "./leave.ts";
import { payer } from "./payer.ts";
import { accountsOf, type Whose } from "./whose.ts";

/** `walras exit`: arguments in, lines and an exit code out. */

export interface ExitArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly who: Whose;
  /** Holds the private key that pays for the calls. Without it and `privateKey` nothing is sent. */
  readonly keyFile: string | undefined;
  /** The key itself. */
  readonly privateKey?: Hex;
  readonly json: boolean;
  readonly pollMs: number;
}

/** @returns 0 when all is paid, or told; 1 where it cannot be done yet or for someone; 2 if it cannot go on */
export async function runExit(args: ExitArguments, output: ProgramOutput): Promise<Exit> {
  const say = (status: ExitStatus): void =>
    output.out(args.json ? jsonLine(status) : lineOf(status));
  try {
    const crypto = await loadCrypto((line) => output.note(line));
    const { rpc, who } = args;
    const settlement = args.settlement as Hex;
    const key = args.keyFile === undefined ? args.privateKey : keyIn(args.keyFile);
    const end = await leave({
      read: () => readSettlement({ rpc, settlement, crypto }),
      settlement,
      sender:
        key === undefined ? undefined : await payer(rpc, privateKeyToAccount(key), args.pollMs),
      accountsOf: (settled) => accountsOf(settled, who),
      say,
    });
    output.out(args.json ? JSON.stringify({ kind: "ended", end }) : ENDS[end]);
    return end === "done" ? EXIT.verified : EXIT.differs;
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    output.note(`walras exit: ${error.message}`);
    return isFinding(error) ? EXIT.differs : EXIT.cannotTell;
  }
}

const ENDS: Record<ExitEnd, string> = {
  done: "nothing more is owed",
  notYet: "not yet; try again later",
  failed: "not all could be paid",
};

function lineOf(status: ExitStatus): string {
  switch (status.kind) {
    case "notYet":
      return `L1 refuses ${status.step}: ${status.why}`;
    case "frozen":
      return `the exchange is frozen, ${status.gasUsed} gas`;
    case "fixed":
      return `the exit root is fixed, ${status.gasUsed} gas`;
    case "root":
      return status.fixed
        ? `everybody leaves with the state behind claim ${status.claim}, slot ${status.slot}`
        : `no exit root yet; as of claim ${status.claim}, slot ${status.slot}, the newest final one:`;
    case "owed":
      return `owed: ${owedText(status.owed)}`;
    case "paid":
      return `paid: ${owedText(status.owed)}, ${status.gasUsed} gas`;
    case "failed":
      return `NOT paid: ${owedText(status.owed)}: ${status.why}`;
  }
}

function owedText(owed: Entitlement): string {
  const what = `account ${owed.account}, ${owed.amount} units of asset ${owed.asset}`;
  switch (owed.kind) {
    case "balance":
      return `${what}: ${owed.available} available, ${owed.unpaid} withdrawn and not paid`;
    case "order":
      return `${what}, locked by the order of market ${owed.market}, side ${owed.side}, tick ${owed.tick}, position ${owed.position}`;
    case "deposit":
      return `${what}, deposited by inbox operation ${owed.index}`;
  }
}

function jsonLine(status: ExitStatus): string {
  const plain =
    "owed" in status
      ? { ...status.owed, ...status, what: status.owed.kind, owed: undefined }
      : status;
  return JSON.stringify(plain, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}
