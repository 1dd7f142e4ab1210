import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { sealKey } from "./keystore.ts";
import type { Profile, ProfileSettings } from "./profile.ts";
import { saveProfile } from "./profileFile.ts";
import { writeSecret } from "./secretFile.ts";

export interface NewProfile
  extends Pick<ProfileSettings, "url" | "rpc" | "settlement" | "account"> {
  readonly name: string;
  readonly privateKey: Hex;
  readonly passphrase: string;
  /** scrypt's N; a low one opens faster and protects less. */
  readonly cost?: number;
}

/**
 * Writes config.toml, a keystore and its passphrase file into a folder, which is made if there is none, in place of a profile of the
 * same name: `walras order buy …` works at once in the folder above if this one is called .walras. Only its owner may read them.
 * @throws SecretFileError, ProfileFileError
 */
export async function writeProfile(folder: string, profile: NewProfile): Promise<Profile> {
  const { name, privateKey, passphrase, cost, ...settings } = profile;
  const keystore = `${name}.keystore.json`;
  const passphraseFile = `${name}.passphrase`;
  const sealed = await sealKey(privateKey, passphrase, cost);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeSecret(join(folder, keystore), sealed, { replace: true });
  writeSecret(join(folder, passphraseFile), `${passphrase}\n`, { replace: true });
  const receipts = `${name}.receipts.ndjson`;
  const all = { ...settings, keystore, passphraseFile, receipts };
  return saveProfile(join(folder, "config.toml"), name, all, true);
}
