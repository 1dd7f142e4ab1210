import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { sealKey } from "../../client/node/keystore.ts";
import { readSecret, SecretFileError, writeSecret } from "../../client/node/secretFile.ts";
import { EXIT, type Exit } from "./errors.ts";
import { askHidden, isInteractive, newPassphrase, PassphraseError } from "./passphrase.ts";
import type { Session } from "./session.ts";

/** `walras account new`, `import` and `show`: the key of a profile. */

export async function newKey(session: Session): Promise<Exit> {
  refuseSecond(session);
  return await keep(session, generatePrivateKey());
}

/** @param file of the private key; standard input if undefined */
export async function importKey(session: Session, file: string | undefined): Promise<Exit> {
  refuseSecond(session);
  return await keep(session, await privateKeyFrom(session, file));
}

export async function showKey(session: Session): Promise<Exit> {
  const { out, path, profile } = session;
  const address = session.address();
  const { name, keystore, receipts, url, rpc, settlement = null } = profile;
  const accounts = profile.account === undefined ? await session.accounts() : [profile.account];
  out.result(
    { config: path, profile: name, address, accounts, keystore, receipts, url, rpc, settlement },
    `profile     ${name} in ${path}`,
    `address     ${address}`,
    `account     ${accounts.join(", ") || "none yet: walras account open"}`,
    `keystore    ${keystore}`,
    `receipts    ${receipts}`,
    `exchange    ${url}`,
    `L1          ${rpc}`,
    `settlement  ${settlement ?? "as the exchange says"}`,
  );
  return EXIT.done;
}

/** Before a passphrase is asked for. */
function refuseSecond({ profile: { keystore } }: Session): void {
  if (existsSync(keystore))
    throw new SecretFileError(keystore, "a key already", "none; move it away or name another file");
}

async function keep(session: Session, privateKey: Hex): Promise<Exit> {
  const { out, profile, terminal, passphraseFile } = session;
  const passphrase = await newPassphrase(passphraseFile, terminal, (line) => out.note(line));
  writeSecret(profile.keystore, await sealKey(privateKey, passphrase));
  const address = privateKeyToAddress(privateKey).toLowerCase();
  out.result(
    { address, keystore: profile.keystore },
    `address ${address}`,
    `its key is in ${profile.keystore}; keep a copy of it, and the passphrase elsewhere`,
  );
  out.hint("next: send ETH to the address on L1, then walras account open and walras deposit");
  return EXIT.done;
}

async function privateKeyFrom({ out, terminal }: Session, file?: string): Promise<Hex> {
  let given: string;
  if (file !== undefined) {
    const secret = readSecret(file);
    if (secret.isShared) out.note(`${file} can be read by others; chmod 600 it`);
    given = secret.text;
  } else if (isInteractive(terminal)) given = await askHidden(terminal, "Private key: ");
  else given = await text(process.stdin);
  const key = given.trim();
  if (/^0x[0-9a-fA-F]{64}$/.test(key)) {
    try {
      privateKeyToAddress(key as Hex);
      return key as Hex;
    } catch {
      // Zero, or beyond the curve's order.
    }
  }
  throw new PassphraseError("private key", `${key.length} characters`, "0x and 64 hex digits");
}
