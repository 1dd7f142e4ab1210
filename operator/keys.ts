import type { Hex } from "viem";
import { openKey, readKeystore } from "../client/node/keystore.ts";
import { readSecret, SecretFileError } from "../client/node/secretFile.ts";

/** Where a private key lies: as it is, or encrypted as Web3 Secret Storage. */
export type KeyPlace =
  | { readonly keyFile: string }
  | { readonly keystore: string; readonly passphraseFile: string };

/**
 * The private key that a place holds: 0x and 64 hex digits, or a keystore that the passphrase opens.
 * @throws SecretFileError, also where others may read the file; KeystoreError, WrongPassphrase
 */
export async function keyAt(place: KeyPlace): Promise<Hex> {
  if ("keyFile" in place) {
    const text = secretOf(place.keyFile).trim();
    if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text as Hex;
    const given = `${text.length} characters that are none`;
    throw new SecretFileError(place.keyFile, given, "a private key: 0x and 64 hex digits");
  }
  const passphrase = secretOf(place.passphraseFile).replace(/\r?\n$/, "");
  const sealed = readKeystore(readSecret(place.keystore).text, place.keystore);
  return await openKey(sealed, passphrase, place.keystore);
}

function secretOf(path: string): string {
  const { text, isShared } = readSecret(path);
  if (!isShared) return text;
  throw new SecretFileError(path, "others may read it", `its owner alone: chmod 600 ${path}`);
}
