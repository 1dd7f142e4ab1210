import { concatBytes, sized } from "./bytes.ts";
import type { Crypto } from "./crypto.ts";
import { EncodingError } from "./errors.ts";
import { isLow, isScalar } from "./scalar.ts";

/** Signatures on the wire: r 32 ‖ s 32 ‖ v 1, v 27 or 28, r and s in [1, n), s ≤ n/2 (PROTOCOL.md §2). */
export const SIGNATURE_BYTES = 65;

/** Whoever holds a key, wherever it is kept. */
export interface Signer {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** r ‖ s ‖ v of a 32-byte digest, s low. */
  sign(digest: Uint8Array): Uint8Array;
}

/** A signer whose 32-byte private key is at hand. Throws EncodingError for a key outside [1, n). */
export function keySigner(crypto: Crypto, privateKey: Uint8Array): Signer {
  const key = sized("private key", privateKey, 32).slice();
  const address = crypto.addressOf(key);
  if (address === undefined) throw new EncodingError("private key", key, "a scalar in [1, n)");
  return { address, sign: (digest) => crypto.sign(digest, key) };
}

/** Whether 65 bytes have the form of a signature; says nothing about who signed. */
export function isSignature(signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const v = signature[64];
  const s = signature.subarray(32, 64);
  return (v === 27 || v === 28) && isScalar(signature.subarray(0, 32)) && isScalar(s) && isLow(s);
}

/** The 20-byte address that signed `digest`; undefined for a signature that is malformed or that nobody made. */
export function recoverSigner(
  crypto: Crypto,
  digest: Uint8Array,
  signature: Uint8Array,
): Uint8Array | undefined {
  if (!isSignature(signature)) return undefined;
  const v = signature[64] ?? 0;
  return crypto.recover(digest, v, signature.subarray(0, 32), signature.subarray(32, 64));
}

/** r ‖ s ‖ v from the 64 bytes r ‖ s and the parity of the point at r. */
export function encodeSignature(rs: Uint8Array, parity: number): Uint8Array {
  return concatBytes(sized("r and s", rs, 64), Uint8Array.of(27 + parity));
}
