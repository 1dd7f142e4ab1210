import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { TransactionReverted } from "#l1/errors";
import { Sender } from "#l1/send";
import { toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import {
  type ReadSettlement,
  readSettlement,
} from "../../circuits-free-verifier/challenger/readSettlement.ts";
import { loadCrypto } from "../../circuits-free-verifier/crypto/load.ts";
import { EXIT, type Exit, isFinding } from "../../circuits-free-verifier/main.ts";
import { keyIn } from "../../circuits-free-verifier/watch.ts";
import { MemoryTransactions } from "../memoryTransactions.ts";
import type { ProgramOutput } from "../program.ts";
import { Certificates } from "./certificates.ts";
import { type KeptReceipt, type ReceiptsHead, readReceipts } from "./file.ts";
import { judgeReceipt, type Verdict, withCertificate } from "./judge.ts";
import type { ShownCertificate } from "./shown.ts";
import { slashData } from "./slash.ts";

/** `walras receipt check`: arguments in, lines and an exit code out. */

export interface ReceiptArguments {
  readonly file: string;
  readonly rpc: string;
  /** Expected; the file's if undefined. */
  readonly settlement: string | undefined;
  /** Holds the key that sends what breaks a promise to L1; undefined: only tell. */
  readonly keyFile: string | undefined;
  /** Addresses of keypers' APIs, asked whether a slot that was not sealed had a certificate. */
  readonly keypers: readonly string[];
  /** Certificates of slots, kept by somebody. */
  readonly shown: readonly ShownCertificate[];
  readonly json: boolean;
}

/** The receipts are of another exchange. */
export class OtherExchange extends WalrasError {
  constructor(what: string, given: string, expected: string) {
    super("otherExchange", `${what} of the receipts`, given, expected);
  }
}

/** What became of sending a broken promise to L1. */
type Slash =
  | { readonly kind: "slashed"; readonly slot: number; readonly gasUsed: bigint }
  | { readonly kind: "notSlashed"; readonly slot: number; readonly why: string };

/** @returns 0 when every promise was kept or may yet be; 1 if one was broken; 2 if that cannot be told */
export async function runReceiptCheck(
  args: ReceiptArguments,
  output: ProgramOutput,
): Promise<Exit> {
  try {
    return await check(args, output);
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    output.note(`walras receipt: ${error.message}`);
    return isFinding(error) ? EXIT.differs : EXIT.cannotTell;
  }
}

async function check(args: ReceiptArguments, { out, note }: ProgramOutput): Promise<Exit> {
  const { head, kept } = readReceipts(contentOf(args.file));
  const settlement = args.settlement ?? head.settlement;
  const crypto = await loadCrypto(note);
  const settled = await readSettlement({ rpc: args.rpc, settlement, crypto });
  refuseOthers(head, settlement, settled.chainId);
  const say = (what: object, line: string): void =>
    out(args.json ? JSON.stringify(what, plain) : line);
  const { timestamp } = await settled.client.getBlock();
  const { context, deployed, log } = settled;
  const { deployment } = deployed;
  const { keypers, shown } = args;
  const certificates = new Certificates({ context, deployment, keypers, shown, note });
  const sender = args.keyFile === undefined ? undefined : senderOf(settled, keyIn(args.keyFile));
  let exit: Exit = EXIT.verified;
  for (const one of kept) {
    let verdict = judgeReceipt(context, deployment, log.facts, one, Number(timestamp));
    if (verdict.kind === "dropped")
      verdict = withCertificate(verdict, await certificates.of(verdict.slot));
    say(told(verdict), lineOf(verdict));
    if (!BROKEN.has(verdict.kind)) continue;
    exit = EXIT.differs;
    if (sender === undefined) continue;
    const slash = await send(settled, sender, one, verdict);
    say(slash, slashLine(slash));
  }
  return exit;
}

const BROKEN: ReadonlySet<Verdict["kind"]> = new Set(["omitted", "altered", "dropped", "unsealed"]);

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const given = error instanceof Error ? error.message : String(error);
    throw new OtherExchange("file", given, "one that can be read");
  }
}

function refuseOthers(head: ReceiptsHead, settlement: string, chainId: number): void {
  if (head.settlement !== settlement.toLowerCase())
    throw new OtherExchange("Settlement", head.settlement, settlement);
  if (head.chainId !== chainId)
    throw new OtherExchange("chain", String(head.chainId), String(chainId));
}

function senderOf({ client, chainId }: ReadSettlement, privateKey: Hex): Sender {
  const account = privateKeyToAccount(privateKey);
  return new Sender({ client, chainId, account, store: new MemoryTransactions() });
}

async function send(
  { context, deployed, log }: ReadSettlement,
  sender: Sender,
  kept: KeptReceipt,
  verdict: Verdict,
): Promise<Slash> {
  const { slot, account } = verdict;
  const envelopes = log.facts.sealOf(slot)?.envelopes ?? [];
  const data = slashData(context.crypto, kept, verdict, envelopes, sender.address);
  if (data === undefined) return { kind: "notSlashed", slot, why: "nothing to show" };
  const key = `slash:${verdict.kind}:${slot}:${account}`;
  try {
    const sent = await sender.send({ key, to: deployed.misconduct as Hex, data });
    return { kind: "slashed", slot, gasUsed: sent.gasUsed };
  } catch (error) {
    if (!(error instanceof TransactionReverted)) throw error;
    return { kind: "notSlashed", slot, why: String(error.given) };
  }
}

function told(verdict: Verdict): object {
  if (!("receipt" in verdict)) return verdict;
  const { receipt: _, ...rest } = verdict;
  return rest;
}

function lineOf(verdict: Verdict): string {
  const where = `slot ${verdict.slot}, account ${verdict.account}`;
  switch (verdict.kind) {
    case "honoured":
      return `${where}: honoured`;
    case "replaced":
      return `${where}: replaced by version ${verdict.version} of the same signer`;
    case "waiting":
      return `${where}: waiting; the slot may be sealed until ${verdict.until}`;
    case "worthless":
      return `${where}: binds nobody: ${verdict.why}`;
    case "omitted":
      return `${where}: NOT honoured: the slot was sealed without it`;
    case "altered":
      return `${where}: NOT honoured: the slot holds another envelope, ${verdict.why}`;
    case "dropped":
      return `${where}: NOT honoured: the slot was not sealed with a certificate in time`;
    case "unsealed":
      return `${where}: NOT honoured: the slot had a certificate and was not sealed with it in time`;
  }
}

const slashLine = (slash: Slash): string =>
  slash.kind === "slashed"
    ? `slot ${slash.slot}: shown to L1, ${slash.gasUsed} gas`
    : `slot ${slash.slot}: L1 refuses: ${slash.why}`;

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? toHex(value) : value;
}
