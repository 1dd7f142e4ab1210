import { hexToBytes } from "#protocol/bytes";
import { ProofError } from "../errors.ts";
import type { Hex } from "../types.ts";

/** Throws ProofError for anything but 32 bytes in hex. */
export function bytes32(check: ProofError["check"], what: string, given: unknown): Uint8Array {
  try {
    return hexToBytes(given as Hex, 32);
  } catch {
    throw new ProofError(check, what, given, "32 bytes in hex");
  }
}
