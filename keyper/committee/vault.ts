import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { asciiBytes, concatBytes, equalBytes } from "#protocol/bytes";
import { StoreError } from "../../storage/errors.ts";

/**
 * Encrypts what is secret before it is written: nonce 12 ‖ AES-256-GCM ciphertext ‖ tag 16 under a key that scrypt makes of
 * the operator's passphrase. What it is for goes in as associated data, so that one secret cannot be put in another's place.
 */
export class Vault {
  readonly #key: Uint8Array;

  private constructor(key: Uint8Array) {
    this.#key = key;
  }

  static open(passphrase: string, salt: Uint8Array): Vault {
    return new Vault(scryptSync(passphrase, salt, 32, SCRYPT));
  }

  seal(secret: Uint8Array, purpose: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(asciiBytes(purpose));
    return concatBytes(nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag());
  }

  /** @throws StoreError with reason inconsistent where it was sealed under another passphrase or for another purpose */
  open(sealed: Uint8Array, purpose: string): Uint8Array {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, nonce).setAAD(asciiBytes(purpose));
    try {
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
      return concatBytes(plain, decipher.final());
    } catch {
      throw new StoreError(
        "inconsistent",
        "the keyper's secrets",
        purpose,
        "the passphrase that they were written with",
      );
    }
  }

  /** A value that only this vault opens; written once, and checked whenever the passphrase is given again. */
  makeCheck(): Uint8Array {
    return this.seal(asciiBytes(CHECK), CHECK);
  }

  /** @throws StoreError for another passphrase */
  assertOpens(check: Uint8Array): void {
    const found = this.open(check, CHECK);
    if (!equalBytes(found, asciiBytes(CHECK))) {
      throw new StoreError("inconsistent", "the keyper's secrets", "another text", CHECK);
    }
  }
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK = "walras keyper";
/** About 50 ms and 32 MiB for each guess. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };
