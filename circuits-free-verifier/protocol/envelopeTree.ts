import { concatBytes } from "./bytes.ts";
import {
  BLOCK_BYTES,
  ENVELOPE_BLOCKS,
  ENVELOPE_OVERHEAD,
  ENVELOPE_TREE_DEPTH,
  MAX_SEAL_BYTES,
} from "./constants.ts";
import type { Crypto } from "./crypto.ts";
import { type Envelope, parseEnvelope } from "./envelope.ts";
import { EncodingError } from "./errors.ts";
import { merkleProof, merkleRoot, merkleVerify } from "./merkle.ts";

/** The envelopes of a slot: their tree and their posted form (PROTOCOL.md §4, "Envelope tree and seal"). */

type Keccak = Pick<Crypto, "keccak256">;

/** keccak of an envelope's bytes: its leaf, and what a receipt names. */
export function envelopeHash(crypto: Keccak, envelope: Uint8Array): Uint8Array {
  return crypto.keccak256(envelope);
}

/** Root over envelopes in sealed order; throws EncodingError for more than 1,024. */
export function envelopeTreeRoot(crypto: Keccak, envelopes: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(crypto, leavesOf(crypto, envelopes), ENVELOPE_TREE_DEPTH);
}

/** Ten siblings that prove the envelope at `index`. */
export function envelopeProof(
  crypto: Keccak,
  envelopes: readonly Uint8Array[],
  index: number,
): Uint8Array[] {
  return merkleProof(crypto, leavesOf(crypto, envelopes), ENVELOPE_TREE_DEPTH, index);
}

export function verifyEnvelopeProof(
  crypto: Keccak,
  root: Uint8Array,
  index: number,
  envelope: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  const leaf = envelopeHash(crypto, envelope);
  return merkleVerify(crypto, root, ENVELOPE_TREE_DEPTH, index, leaf, proof);
}

/** Why L1 takes no such bytes. */
export type PostedFault = "tooManyBytes" | "badBlocks" | "truncated" | "accountsNotRising";

export type Posted =
  | { readonly fault: undefined; readonly envelopes: readonly Envelope[] }
  /** `at`: offset of the envelope at fault. */
  | { readonly fault: PostedFault; readonly at: number };

/** Reads Σ (m u8 ‖ envelope); total. Checked for each envelope in turn: m, length, account. 120,000 bytes hold 991. */
export function decodePosted(bytes: Uint8Array): Posted {
  if (bytes.length > MAX_SEAL_BYTES) return { fault: "tooManyBytes", at: 0 };
  const envelopes: Envelope[] = [];
  let account = -1;
  let at = 0;
  while (at < bytes.length) {
    const blocks = bytes[at];
    if (!ENVELOPE_BLOCKS.some((allowed) => allowed === blocks)) return { fault: "badBlocks", at };
    const end = at + 1 + ENVELOPE_OVERHEAD + (blocks ?? 0) * BLOCK_BYTES;
    const envelope = end > bytes.length ? undefined : parseEnvelope(bytes.subarray(at + 1, end));
    if (envelope === undefined) return { fault: "truncated", at };
    if (envelope.account <= account) return { fault: "accountsNotRising", at };
    envelopes.push(envelope);
    account = envelope.account;
    at = end;
  }
  return { fault: undefined, envelopes };
}

/** Posts envelopes in rising order of account. Throws EncodingError for what decodePosted would refuse. */
export function encodePosted(envelopes: readonly Uint8Array[]): Uint8Array {
  const parts = envelopes.flatMap((bytes) => {
    const envelope = parseEnvelope(bytes);
    if (envelope === undefined) throw new EncodingError("envelope", bytes, "104 + 16·m bytes");
    return [Uint8Array.of(envelope.blocks), bytes];
  });
  const posted = concatBytes(...parts);
  const { fault } = decodePosted(posted);
  if (fault !== undefined) {
    throw new EncodingError("envelopes", fault, "at most 120,000 bytes, accounts rising");
  }
  return posted;
}

function leavesOf(crypto: Keccak, envelopes: readonly Uint8Array[]): Uint8Array[] {
  return envelopes.map((envelope) => envelopeHash(crypto, envelope));
}
