import { below, concatBytes, equalBytes, sized } from "./bytes.ts";
import { CERTIFICATE_ENTRY_BYTES } from "./constants.ts";
import type { Crypto } from "./crypto.ts";
import { recoverSigner, SIGNATURE_BYTES } from "./signature.ts";

/** Signatures of q keypers over one digest: certificates of slots and of key sets (PROTOCOL.md §4, "Certificate"). */

export interface KeyperSignature {
  /** Of the keyper, as the deployment lists them. */
  readonly index: number;
  /** r ‖ s ‖ v. */
  readonly signature: Uint8Array;
}

/** Why L1 takes no such certificate. */
export type CertificateFault = "wrongLength" | "indicesNotRising" | "noSuchKeyper" | "badSignature";

/** Orders the signatures by keyper. Throws EncodingError for an index or a length that does not fit. */
export function encodeCertificate(signatures: readonly KeyperSignature[]): Uint8Array {
  const entries = [...signatures]
    .sort((a, b) => a.index - b.index)
    .map(({ index, signature }) =>
      concatBytes(
        Uint8Array.of(below("keyper index", index, 2 ** 8)),
        sized("signature", signature, SIGNATURE_BYTES),
      ),
    );
  return concatBytes(...entries);
}

/** Undefined where the bytes are no whole number of entries; order and signatures are not judged. */
export function decodeCertificate(bytes: Uint8Array): KeyperSignature[] | undefined {
  if (bytes.length % CERTIFICATE_ENTRY_BYTES !== 0) return undefined;
  return Array.from({ length: bytes.length / CERTIFICATE_ENTRY_BYTES }, (_, n) => {
    const entry = bytes.subarray(n * CERTIFICATE_ENTRY_BYTES, (n + 1) * CERTIFICATE_ENTRY_BYTES);
    return { index: entry[0] ?? 0, signature: entry.subarray(1) };
  });
}

/**
 * Undefined when exactly `quorum` of `keypers` (20-byte addresses) signed `digest`, in rising order of index; else the
 * first fault. Checked for each entry in turn: order, index, signature.
 */
export function certificateFault(
  crypto: Crypto,
  digest: Uint8Array,
  bytes: Uint8Array,
  keypers: readonly Uint8Array[],
  quorum: number,
): CertificateFault | undefined {
  const entries = decodeCertificate(bytes);
  if (entries?.length !== quorum) return "wrongLength";
  let last = -1;
  for (const { index, signature } of entries) {
    if (index <= last) return "indicesNotRising";
    const keyper = keypers[index];
    if (keyper === undefined) return "noSuchKeyper";
    const recovered = recoverSigner(crypto, digest, signature);
    if (recovered === undefined || !equalBytes(recovered, keyper)) return "badSignature";
    last = index;
  }
  return undefined;
}
