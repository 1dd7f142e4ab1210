import { readFileSync, writeFileSync } from "node:fs";
import { challengeData } from "#l1/proof";
import type { RevertReason } from "#l1/revert";
import { connectL1 } from "#l1/rpc";
import { toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { outcomeName } from "#protocol/outcomes";
import { type ProofFile, readProofFile, writeProofFile } from "./challenger/proofFile.ts";
import { type Proven, prove, tryProof } from "./challenger/prove.ts";
import { loadCrypto } from "./crypto/load.ts";

/** `walras prove`: the proof that one chunk is judged by, written to a file and tried without sending it. */

export const PROVE_EXIT = { done: 0, refused: 1, cannot: 2 } as const;
export type ProveExit = (typeof PROVE_EXIT)[keyof typeof PROVE_EXIT];

export interface ProveArguments {
  readonly rpc: string;
  readonly what:
    | { readonly settlement: string; readonly claim: number; readonly chunk: number }
    /** A proof built before. */
    | { readonly file: string };
  /** File to write the proof to. */
  readonly out: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export interface ProveOutput {
  /** The result, a line at a time. */
  out(line: string): void;
  /** For people meanwhile. */
  note(line: string): void;
}

/** Runs it to its end and gives the exit code: 1 if L1 refuses the proof that was tried. */
export async function runProve(args: ProveArguments, output: ProveOutput): Promise<ProveExit> {
  const { what, rpc, out, json } = args;
  try {
    const made = "file" in what ? undefined : await build(rpc, what, output);
    const file = made?.file ?? readProofFile(textOf("file" in what ? what.file : ""));
    if (out !== undefined) save(out, file);
    const tried = args.dryRun
      ? { refusal: await tryProof(made?.client ?? connectL1(rpc), file) }
      : undefined;
    const lines = json ? [jsonOf(file, made, out, tried)] : linesOf(file, made, out, tried);
    for (const line of lines) output.out(line);
    return tried?.refusal === undefined ? PROVE_EXIT.done : PROVE_EXIT.refused;
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error;
    const { code, message, given, expected } = error;
    if (json) output.out(text({ proved: false, code, message, given, expected }));
    else output.note(`walras prove: ${message}`);
    return PROVE_EXIT.cannot;
  }
}

/** A file that cannot be read or written. */
export class FileFault extends WalrasError {
  constructor(path: string, reason: string) {
    super("file", path, reason, "a file that can be read or written");
  }
}

async function build(
  rpc: string,
  what: { readonly settlement: string; readonly claim: number; readonly chunk: number },
  output: ProveOutput,
): Promise<Proven> {
  const crypto = await loadCrypto((line) => output.note(line));
  return await prove({ rpc, crypto, ...what });
}

type Tried = { readonly refusal: RevertReason | undefined } | undefined;

function linesOf(file: ProofFile, made: Proven | undefined, out: string | undefined, tried: Tried) {
  const { claim, chunk, envelopes, witness } = file.proof;
  const lines = [`claim ${claim.index}, chunk ${chunk} of ${claim.chunkCount}${verdictOf(made)}`];
  lines.push(
    `proof: ${bytesOf(file)} bytes of calldata, of them ${witness.length} witness and ${envelopes.length} envelopes`,
  );
  if (out !== undefined) lines.push(`written to ${out}`);
  if (tried !== undefined) {
    const { refusal } = tried;
    lines.push(
      refusal === undefined
        ? "dry run: accepted, the claim would be killed"
        : `dry run: refused, ${refusal.text}`,
    );
  }
  return lines;
}

function verdictOf(made: Proven | undefined): string {
  if (made === undefined) return "";
  const given = toHex(made.proof.opened.data.subarray(0, 32));
  if (made.reason === undefined) return `: right, it runs to ${given}`;
  const expected = made.expected === undefined ? "" : `; it runs to ${toHex(made.expected)}`;
  return `: wrong, ${made.reason} ${outcomeName(made.reason)}; it states ${given}${expected}`;
}

function jsonOf(file: ProofFile, made: Proven | undefined, out: string | undefined, tried: Tried) {
  const { claim, chunk, opened, envelopes, witness } = file.proof;
  const verdict =
    made === undefined
      ? {}
      : {
          wrong: made.reason !== undefined,
          reason: made.reason,
          reasonName: made.reason === undefined ? undefined : outcomeName(made.reason),
          expected: made.expected,
        };
  return text({
    proved: true,
    claim: claim.index,
    chunk,
    chunkCount: claim.chunkCount,
    given: opened.data.subarray(0, 32),
    ...verdict,
    bytes: bytesOf(file),
    witnessBytes: witness.length,
    envelopes: envelopes.length,
    file: out,
    ...(tried === undefined
      ? {}
      : { dryRun: { accepted: tried.refusal === undefined, ...tried.refusal } }),
  });
}

const bytesOf = ({ proof }: ProofFile): number =>
  challengeData(proof, `0x${"00".repeat(20)}`).length / 2 - 1;

const text = (value: object): string =>
  JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === "bigint") return entry.toString();
    return entry instanceof Uint8Array ? toHex(entry) : entry;
  });

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new FileFault(path, error instanceof Error ? error.message : String(error));
  }
}

function save(path: string, file: ProofFile): void {
  try {
    writeFileSync(path, writeProofFile(file));
  } catch (error) {
    throw new FileFault(path, error instanceof Error ? error.message : String(error));
  }
}
