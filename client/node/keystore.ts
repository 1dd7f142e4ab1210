import { pbkdf2, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { scryptAsync as plainScrypt } from "@noble/hashes/scrypt.js";
import * as Keystore from "ox/Keystore";
import type { Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";

/** Private keys in files, encrypted by a passphrase: Web3 Secret Storage, version 3. */

/** The file is no keystore of a kind that is known here. */
export class KeystoreError extends WalrasError {
  constructor(path: string, given: unknown, expected: string) {
    super("keystore", path, given, expected);
  }
}

/** The passphrase does not open the keystore. */
export class WrongPassphrase extends WalrasError {
  constructor(path: string) {
    super(
      "wrongPassphrase",
      path,
      "a passphrase that does not open it",
      "the one it was made with",
    );
  }
}

/** Memory-hard: 256 MiB and the better part of a second for each guess. */
const SCRYPT_N = 2 ** 18;
const SCRYPT_R = 8;
const SCRYPT_P = 1;
const KEY_BYTES = 32;
/** A file may ask for so much work and no more. */
const MOST_SCRYPT_BYTES = 2 ** 30;
const MOST_SCRYPT_P = 16;
const MOST_ITERATIONS = 10_000_000;

const V3 = "a keystore, Web3 Secret Storage version 3 with aes-128-ctr and scrypt or pbkdf2";

/** What a keystore tells without its passphrase. */
export interface SealedKey {
  /** Lower case; undefined where the file does not say it. */
  readonly address: Hex | undefined;
  readonly keystore: Keystore.Keystore;
}

/**
 * Encrypts a private key.
 * @param privateKey 32 bytes in hex
 * @param cost scrypt's N, a power of two; lower ones are for tests and play money only
 * @returns the file's text
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { sealKey } from "walras/node";
 * import { generatePrivateKey } from "viem/accounts";
 *
 * writeFileSync("trader.keystore.json", await sealKey(generatePrivateKey(), "a passphrase"), { mode: 0o600 });
 * ```
 */
export async function sealKey(
  privateKey: Hex,
  passphrase: string,
  cost: number = SCRYPT_N,
): Promise<string> {
  const salt = randomBytes(KEY_BYTES);
  const kdfparams = { n: cost, r: SCRYPT_R, p: SCRYPT_P, dklen: KEY_BYTES, salt: bare(salt) };
  const key = await scryptKey(passphrase, kdfparams);
  const iv = new Uint8Array(randomBytes(16));
  const sealed = Keystore.encrypt(privateKey, key, { kdf: "scrypt", kdfparams, iv });
  const address = privateKeyToAddress(privateKey).slice(2).toLowerCase();
  return `${JSON.stringify({ address, ...sealed }, undefined, 2)}\n`;
}

/**
 * Reads a keystore's text. Throws KeystoreError.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { readKeystore } from "walras/node";
 *
 * const { address } = readKeystore(readFileSync("trader.keystore.json", "utf8"), "trader.keystore.json");
 * ```
 */
export function readKeystore(text: string, path: string): SealedKey {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KeystoreError(path, "no JSON", V3);
  }
  const file = record(value);
  const sealed = record(file?.["crypto"]);
  if (file?.["version"] !== 3 || sealed === undefined) throw new KeystoreError(path, "another", V3);
  const { cipher, ciphertext, cipherparams, mac, kdf, kdfparams } = sealed;
  if (cipher !== "aes-128-ctr") throw new KeystoreError(path, cipher, V3);
  const iv = record(cipherparams)?.["iv"];
  if (!isHex(ciphertext, 32) || !isHex(mac, 32) || !isHex(iv, 16))
    throw new KeystoreError(path, "parts of another length", V3);
  const fault = kdfFault(kdf, record(kdfparams) ?? {});
  if (fault !== undefined) throw new KeystoreError(path, fault, V3);
  const named = file["address"];
  const address = typeof named === "string" ? named.replace(/^0x/, "").toLowerCase() : undefined;
  if (address !== undefined && !isHex(address, 20)) throw new KeystoreError(path, named, V3);
  return {
    address: address === undefined ? undefined : `0x${address}`,
    keystore: value as Keystore.Keystore,
  };
}

/**
 * Decrypts a private key.
 * @returns 32 bytes in hex
 * @throws WrongPassphrase; KeystoreError if the key is another than the file names
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { openKey, readKeystore } from "walras/node";
 * import { privateKeyToAccount } from "viem/accounts";
 *
 * const path = "trader.keystore.json";
 * const sealed = readKeystore(readFileSync(path, "utf8"), path);
 * const account = privateKeyToAccount(await openKey(sealed, "a passphrase", path));
 * ```
 */
export async function openKey(
  { keystore, address }: SealedKey,
  passphrase: string,
  path: string,
): Promise<Hex> {
  const key = await derivedKey(keystore, passphrase);
  let privateKey: Hex;
  try {
    privateKey = Keystore.decrypt(keystore, key);
  } catch {
    throw new WrongPassphrase(path);
  }
  const found = privateKeyToAddress(privateKey).toLowerCase();
  if (address !== undefined && found !== address)
    throw new KeystoreError(path, `a key of ${found}`, `the key of ${address}, which it names`);
  return privateKey;
}

async function derivedKey({ crypto }: Keystore.Keystore, passphrase: string): Promise<Hex> {
  const { kdfparams } = crypto;
  if ("n" in kdfparams) return await scryptKey(passphrase, kdfparams);
  const { c, dklen, salt } = kdfparams;
  const bytes = hexToBytes(`0x${salt}`);
  return toHex(await promisify(pbkdf2)(passphrase, bytes, c, dklen, "sha256"));
}

interface ScryptParameters {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly dklen: number;
  readonly salt: string;
}

// Node's own is several times faster than JavaScript's, but does not take all that the format allows (RFC 7914: N < 2^(16·r)).
async function scryptKey(passphrase: string, kdf: ScryptParameters): Promise<Hex> {
  const { n, r, p, dklen } = kdf;
  const salt = hexToBytes(`0x${kdf.salt}`);
  if (n >= 2 ** (16 * r))
    return toHex(await plainScrypt(passphrase, salt, { N: n, r, p, dkLen: dklen }));
  const options = { N: n, r, p, maxmem: 2 * MOST_SCRYPT_BYTES };
  return await new Promise((resolve, reject) => {
    scrypt(passphrase, salt, dklen, options, (error, key) =>
      error === null ? resolve(toHex(key)) : reject(error),
    );
  });
}

function kdfFault(kdf: unknown, parameters: Readonly<Record<string, unknown>>): string | undefined {
  const { n, r, p, c, dklen, salt, prf } = parameters;
  if (dklen !== KEY_BYTES) return `a derived key of ${String(dklen)} bytes`;
  if (typeof salt !== "string" || !/^([0-9a-fA-F]{2}){8,64}$/.test(salt))
    return "a salt that is none";
  if (kdf === "pbkdf2") {
    if (prf !== "hmac-sha256") return String(prf);
    return isCount(c, MOST_ITERATIONS) ? undefined : `${String(c)} iterations`;
  }
  if (kdf !== "scrypt") return String(kdf);
  const fits =
    isCount(r, 1_024) &&
    isCount(p, MOST_SCRYPT_P) &&
    isCount(n, MOST_SCRYPT_BYTES) &&
    n > 1 &&
    (n & (n - 1)) === 0 &&
    128 * n * r <= MOST_SCRYPT_BYTES;
  return fits ? undefined : `scrypt with n ${String(n)}, r ${String(r)}, p ${String(p)}`;
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

const isHex = (value: unknown, bytes: number): value is string =>
  typeof value === "string" && value.length === 2 * bytes && /^[0-9a-fA-F]*$/.test(value);

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;

const bare = (bytes: Uint8Array): string => toHex(bytes).slice(2);
