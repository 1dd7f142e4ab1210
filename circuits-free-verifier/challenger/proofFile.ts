import { z } from "zod";
import type { Opening, Proof } from "#l1/proof";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { claimSchema } from "./checkpoint.ts";

/** A proof, and where it is to be sent. */
export interface ProofFile {
  readonly chainId: number;
  /** Lower case. */
  readonly settlement: string;
  /** FraudProof; lower case. */
  readonly challenger: string;
  readonly proof: Proof;
}

/** Text that is no proof of this version. */
export class ProofFileError extends WalrasError {
  constructor(where: string, given: unknown, expected: string) {
    super("proofFile", `proof file${where === "" ? "" : `, ${where}`}`, given, expected);
  }
}

const FORMAT = "walras-proof";
const VERSION = 1;

const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/, "bytes as 0x and lower-case hex")
  .transform((hex) => hexToBytes(hex));
const word = bytes.refine((value) => value.length === 32, "32 bytes");
const address = z.string().regex(/^0x[0-9a-f]{40}$/, "a lower-case address");
const opening: z.ZodType<Opening> = z.strictObject({
  data: bytes,
  siblings: z.array(word).max(10),
});

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  chainId: z.int().min(1),
  settlement: address,
  challenger: address,
  proof: z.strictObject({
    claim: claimSchema,
    chunk: z.int().min(0),
    before: opening,
    opened: opening,
    envelopes: z.array(opening),
    witness: bytes,
  }),
});

/** Text that readProofFile reads. */
export function writeProofFile(file: ProofFile): string {
  const whole = { format: FORMAT, version: VERSION, ...file };
  const text = JSON.stringify(
    whole,
    (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value),
    1,
  );
  return `${text}\n`;
}

/** Throws ProofFileError. */
export function readProofFile(text: string): ProofFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ProofFileError("", error instanceof Error ? error.message : error, "JSON");
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) {
    const { format: _format, version: _version, ...file } = parsed.data;
    return file;
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const given = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  throw new ProofFileError(path.join("."), given, issue?.message ?? "a proof");
}
