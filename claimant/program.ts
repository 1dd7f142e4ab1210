import { WrongChain } from "#l1/errors";
import { requireConfirmations } from "#l1/finality";
import { ask, connectL1 } from "#l1/rpc";
import { WalrasError } from "#protocol/errors";
import { loadCrypto } from "../circuits-free-verifier/crypto/load.ts";
import { EXIT, type Exit, isFinding } from "../circuits-free-verifier/main.ts";
import { jsonOf, keyIn, lineOf } from "../circuits-free-verifier/watch.ts";
import { runClaimant } from "./main.ts";
import type { ClaimStatus } from "./status.ts";

/** `walras claim`: arguments in, lines and an exit code out. */

export interface ClaimArguments {
  readonly rpc: string;
  readonly settlement: string;
  readonly database: string;
  /** Holds a private key, 0x and 64 hex digits. */
  readonly keyFile: string;
  readonly postBond: boolean;
  readonly graceSeconds: number;
  readonly upkeep: boolean;
  readonly once: boolean;
  readonly json: boolean;
  readonly pollMs: number;
  readonly confirmations: number;
  /** Believe the newest block of a chain that is no devnet. */
  readonly unconfirmed: boolean;
  readonly chainId: number | undefined;
  readonly trustNode: boolean;
  readonly maxBlocks: number | undefined;
}

export interface ProgramOutput {
  /** A line for each thing that happened. */
  out(line: string): void;
  /** For people meanwhile. */
  note(line: string): void;
}

/** @returns 0 when it was stopped, or with `once` nothing is left to do; 1 if a wrong claim stands; 2 if it cannot go on */
export async function runClaim(
  args: ClaimArguments,
  output: ProgramOutput,
  stopped: AbortSignal,
): Promise<Exit> {
  try {
    const client = connectL1(args.rpc);
    const privateKey = keyIn(args.keyFile);
    const crypto = await loadCrypto((line) => output.note(line));
    const { chainId, maxBlocks, once, json, unconfirmed, ...rest } = args;
    const given = await ask("eth_chainId", () => client.getChainId());
    if (chainId !== undefined && given !== chainId) throw new WrongChain(given, chainId);
    await requireConfirmations(client, given, args.confirmations, unconfirmed);
    const options = {
      ...rest,
      client,
      crypto,
      privateKey,
      ...(maxBlocks === undefined ? {} : { maxBlocks }),
      onStatus: (status: ClaimStatus) => output.out(json ? jsonOf(status) : claimLine(status)),
    };
    const turn = await runClaimant(options, once, stopped);
    return turn === "standsOnWrong" ? EXIT.differs : EXIT.verified;
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    output.note(`walras claim: ${error.message}`);
    return isFinding(error) ? EXIT.differs : EXIT.cannotTell;
  }
}

function claimLine(status: ClaimStatus): string {
  switch (status.kind) {
    case "bonded":
      return `posted the claimant's bond of ${status.party}, ${status.value} wei`;
    case "claimed": {
      const { claim, chunks, firstSlot, lastSlot, gasUsed } = status;
      return `claim ${claim}: slots ${firstSlot} … ${lastSlot}, ${chunks} chunks, ${gasUsed} gas`;
    }
    case "finalised":
      return `claim ${status.claim} and all before it are final, ${status.gasUsed} gas`;
    case "void":
      return `slot ${status.slot} is void: nobody revealed its key, ${status.gasUsed} gas`;
    case "sealedEmpty":
      return `slot ${status.slot} is sealed empty, so that the inbox goes on, ${status.gasUsed} gas`;
    case "tooLate":
      return `${status.what} was overtaken: ${status.why}`;
    default:
      return lineOf(status);
  }
}
