import { equalBytes, viewOf } from "./bytes.ts";
import { BLOCK_BYTES, ENVELOPE_BLOCKS, ENVELOPE_OVERHEAD, OFFSET } from "./constants.ts";
import { envelopeDigest, kdfDomain, type SigningContext } from "./messages.ts";
import { OUTCOME } from "./outcomes.ts";
import { ONE } from "./scalar.ts";
import { recoverSigner } from "./signature.ts";

/** A sealed envelope, 104 + 16·m bytes, read in place (PROTOCOL.md §4, "Envelope"). */
export interface Envelope {
  readonly bytes: Uint8Array;
  readonly account: number;
  readonly version: number;
  /** m: 16-byte blocks of ciphertext. */
  readonly blocks: number;
  /** U = r·G, 33 bytes that claim to be a compressed point. */
  readonly point: Uint8Array;
  /** U ‖ ciphertext, as it is signed. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

const POINT_BYTES = 33;

/** Undefined unless the length is that of m blocks, m ∈ {1, 2, 4, 8, 16, 32}; nothing else can be wrong in form. */
export function parseEnvelope(bytes: Uint8Array): Envelope | undefined {
  const blocks = (bytes.length - ENVELOPE_OVERHEAD) / BLOCK_BYTES;
  if (!ENVELOPE_BLOCKS.some((allowed) => allowed === blocks)) return undefined;
  const view = viewOf(bytes);
  const bodyEnd = OFFSET.envelopeCiphertext + blocks * BLOCK_BYTES;
  return {
    bytes,
    account: view.getUint32(OFFSET.envelopeAccount),
    version: view.getUint16(OFFSET.envelopeVersion),
    blocks,
    point: bytes.subarray(OFFSET.envelopePoint, OFFSET.envelopeCiphertext),
    body: bytes.subarray(OFFSET.envelopePoint, bodyEnd),
    signature: bytes.subarray(bodyEnd),
  };
}

/** The 20-byte address that signed the envelope for this slot and batch key, in the form that L1 accepts. */
export function signerOf(
  context: SigningContext,
  envelope: Envelope,
  slot: number,
  batchKey: Uint8Array,
): Uint8Array | undefined {
  const { account, version, body, signature } = envelope;
  const digest = envelopeDigest(context, { slot, batchKey, account, version, body });
  return recoverSigner(context.crypto, digest, signature);
}

export type EnvelopeOutcome =
  | typeof OUTCOME.applied
  | typeof OUTCOME.badSignature
  | typeof OUTCOME.badPoint;

/**
 * Judges an envelope before its slot's key is known, as the trace will judge it after: signature before point.
 * `batchKey` is address(Y); `signer` is undefined for an unknown account.
 */
export function verifyEnvelope(
  context: SigningContext,
  bytes: Uint8Array,
  slot: number,
  batchKey: Uint8Array,
  signer: Uint8Array | undefined,
): EnvelopeOutcome {
  const envelope = parseEnvelope(bytes);
  if (envelope === undefined || signer === undefined) return OUTCOME.badSignature;
  const recovered = signerOf(context, envelope, slot, batchKey);
  if (recovered === undefined || !equalBytes(recovered, signer)) return OUTCOME.badSignature;
  const usable = context.crypto.sharedAddress(envelope.point, ONE) !== undefined;
  return usable ? OUTCOME.applied : OUTCOME.badPoint;
}

/** What a keystream block depends on beside its number. */
export interface KeystreamInput {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
  readonly point: Uint8Array;
}

const SLOT_AT = 32;
const POINT_AT = SLOT_AT + 10;
const SHARED_AT = POINT_AT + POINT_BYTES;
const BLOCK_AT = SHARED_AT + 20;

/**
 * Block `j` XOR its keystream, 16 fresh bytes: decrypts and encrypts. `shared` is address(S), S = x·U = r·Y. A wrong
 * `shared` gives noise, never an error.
 */
export function cryptBlock(
  context: SigningContext,
  input: KeystreamInput,
  shared: Uint8Array,
  j: number,
  block: Uint8Array,
): Uint8Array {
  const derivation = new Uint8Array(BLOCK_AT + 1);
  const view = viewOf(derivation);
  derivation.set(kdfDomain(context));
  view.setUint32(SLOT_AT, input.slot);
  view.setUint32(SLOT_AT + 4, input.account);
  view.setUint16(SLOT_AT + 8, input.version);
  derivation.set(input.point, POINT_AT);
  derivation.set(shared, SHARED_AT);
  derivation[BLOCK_AT] = j;
  const keystream = context.crypto.keccak256(derivation).subarray(0, BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at++) keystream[at] = (keystream[at] ?? 0) ^ (block[at] ?? 0);
  return keystream;
}

/** Operation block `j` < m of an envelope, 16 fresh bytes that may spell anything. */
export function decryptBlock(
  context: SigningContext,
  envelope: Envelope,
  slot: number,
  shared: Uint8Array,
  j: number,
): Uint8Array {
  const { bytes, account, version, point } = envelope;
  const at = OFFSET.envelopeCiphertext + j * BLOCK_BYTES;
  const block = bytes.subarray(at, at + BLOCK_BYTES);
  return cryptBlock(context, { slot, account, version, point }, shared, j, block);
}
