import { z } from "zod";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import type { SlotKeys } from "#protocol/keySet";

/**
 * Receipts that a trader keeps, as NDJSON. First line: {"walras":"receipts","version":1,"chainId":…,"settlement":"0x…"}; then a line for
 * each: {"receipt":"0x…","envelope":"0x…","keys":{"batchKey":"0x…","shares":["0x…"],"proof":["0x…"]}}. `keys` prove the slot's
 * public key, as the sequencer showed them; without them a replaced envelope's signer cannot be told.
 */
export interface ReceiptsHead {
  readonly chainId: number;
  /** Lower case. */
  readonly settlement: string;
}

export interface KeptReceipt {
  /** 107 bytes (PROTOCOL.md §4). */
  readonly receipt: Uint8Array;
  /** That it promises to seal. */
  readonly envelope: Uint8Array;
  readonly keys: KeptKeys | undefined;
}

export interface KeptKeys extends Omit<SlotKeys, "slot"> {
  readonly proof: readonly Uint8Array[];
}

/** A line that is none of a receipts file. */
export class ReceiptsFileError extends WalrasError {
  constructor(line: number, given: string, expected: string) {
    super("receiptsFile", `line ${line} of the receipts`, given, expected);
  }
}

const VERSION = 1;
/** Far more than one with the largest envelope and seven keypers has. */
const MOST_CHARACTERS = 8_192;

export const headLine = ({ chainId, settlement }: ReceiptsHead): string =>
  JSON.stringify({ walras: "receipts", version: VERSION, chainId, settlement });

export function receiptLine({ receipt, envelope, keys }: KeptReceipt): string {
  const proof = keys && {
    batchKey: toHex(keys.batchKey),
    shares: keys.shares.map(toHex),
    proof: keys.proof.map(toHex),
  };
  return JSON.stringify({ receipt: toHex(receipt), envelope: toHex(envelope), keys: proof });
}

/** Throws ReceiptsFileError. */
export function readReceipts(text: string): {
  readonly head: ReceiptsHead;
  readonly kept: readonly KeptReceipt[];
} {
  const [first = "", ...rest] = text.split("\n");
  const head = parsed(headSchema, first, 1, "the head of a receipts file of version 1");
  const kept = rest.flatMap((line, n) =>
    line.trim() === "" ? [] : parsed(receiptSchema, line, n + 2, "a receipt and its envelope"),
  );
  return { head, kept };
}

function parsed<T>(schema: z.ZodType<T>, line: string, number: number, expected: string): T {
  if (line.length > MOST_CHARACTERS)
    throw new ReceiptsFileError(number, `${line.length} characters`, `at most ${MOST_CHARACTERS}`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ReceiptsFileError(number, "no JSON", expected);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new ReceiptsFileError(number, `${where} ${issue?.message ?? ""}`.trim(), expected);
}

const bytes = (least: number, most = least) =>
  z
    .string()
    .regex(/^0x([0-9a-f]{2})*$/)
    .transform((hex) => hexToBytes(hex))
    .refine(({ length }) => length >= least && length <= most, `not ${least} … ${most} bytes`);

const headSchema: z.ZodType<ReceiptsHead> = z
  .strictObject({
    walras: z.literal("receipts"),
    version: z.literal(VERSION),
    chainId: z.int().min(1),
    settlement: z.string().regex(/^0x[0-9a-f]{40}$/),
  })
  .transform(({ chainId, settlement }) => ({ chainId, settlement }));

const receiptSchema: z.ZodType<KeptReceipt> = z
  .strictObject({
    receipt: bytes(107),
    envelope: bytes(0, 1_024),
    keys: z
      .strictObject({
        batchKey: bytes(20),
        shares: z.array(bytes(20)).min(1).max(7),
        proof: z.array(bytes(32)).length(10),
      })
      .optional(),
  })
  .transform(({ keys, ...rest }) => ({ ...rest, keys }));
