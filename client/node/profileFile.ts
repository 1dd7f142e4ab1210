import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { WalrasError } from "#protocol/errors";
import { type Profile, type ProfileSettings, parseProfiles, withProfile } from "./profile.ts";
import { writeSecret } from "./secretFile.ts";

/** Where the settings file is looked for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** No settings file, no such profile, or one that stands already. */
export class ProfileError extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("profile", what, given, expected);
  }
}

const INIT = "one; `walras account init --url API --rpc L1` writes it";

/**
 * The settings file: `named`, else $WALRAS_CONFIG, else .walras/config.toml here, else walras/config.toml under $XDG_CONFIG_HOME
 * (~/.config). The first two are taken as they are, also if there is no such file yet.
 *
 * @example
 * ```ts
 * import { profileFilePath } from "walras/node";
 *
 * const path = profileFilePath(undefined, { env: process.env, cwd: process.cwd() });
 * ```
 */
export function profileFilePath(named: string | undefined, { env, cwd }: Surroundings): string {
  const told = named ?? nonEmpty(env["WALRAS_CONFIG"]);
  if (told !== undefined) return resolve(cwd, told);
  const here = join(cwd, ".walras", "config.toml");
  if (existsSync(here)) return here;
  const home =
    nonEmpty(env["XDG_CONFIG_HOME"]) ?? join(nonEmpty(env["HOME"]) ?? homedir(), ".config");
  return resolve(cwd, home, "walras", "config.toml");
}

/**
 * Reads a profile: the one named, else the file's default, else its only one. Paths in it are relative to the file.
 * @throws ProfileError, ProfileFileError
 *
 * @example
 * ```ts
 * import { profileFilePath, readProfile } from "walras/node";
 *
 * const path = profileFilePath(undefined, { env: process.env, cwd: process.cwd() });
 * const { url, rpc, keystore } = readProfile(path, "trader");
 * ```
 */
export function readProfile(path: string, named: string | undefined): Profile {
  const { default: chosen, profiles } = parseProfiles(textOf(path), path);
  const names = [...profiles.keys()];
  const name = named ?? chosen ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined && names.length === 0)
    throw new ProfileError(`profile in ${path}`, "none", INIT);
  const settings = name === undefined ? undefined : profiles.get(name);
  if (name === undefined || settings === undefined) {
    const expected = `--profile with one of: ${names.join(", ")}`;
    throw new ProfileError(`profile in ${path}`, name ?? "no default", expected);
  }
  return profileOf(path, name, settings);
}

/** The profile with the paths that it stands for. */
export function profileOf(path: string, name: string, settings: ProfileSettings): Profile {
  const folder = dirname(path);
  const { url, rpc, settlement, keystore, passphraseFile, account, receipts } = settings;
  return {
    name,
    url: url.replace(/\/+$/, ""),
    rpc,
    settlement: settlement?.toLowerCase() as Profile["settlement"],
    keystore: resolve(folder, keystore ?? `${name}.keystore.json`),
    passphraseFile: passphraseFile === undefined ? undefined : resolve(folder, passphraseFile),
    account,
    receipts: resolve(folder, receipts ?? `${name}.receipts.ndjson`),
  };
}

/**
 * Writes a profile into a settings file, which is made if there is none; only its owner may read it. Comments in it are lost.
 * @throws ProfileError if that profile stands there already and `force` is not set; ProfileFileError
 */
export function saveProfile(
  path: string,
  name: string,
  settings: ProfileSettings,
  force: boolean,
): Profile {
  const before = existsSync(path)
    ? parseProfiles(textOf(path), path)
    : { default: undefined, profiles: new Map<string, ProfileSettings>() };
  if (before.profiles.has(name) && !force)
    throw new ProfileError(`profile ${name} in ${path}`, "one already", "--force to replace it");
  const text = withProfile(before, name, settings);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeSecret(path, text, { replace: true });
  return profileOf(path, name, settings);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new ProfileError(`settings file ${path}`, "no such file", INIT);
    throw new ProfileError(`settings file ${path}`, code ?? String(error), "a file to read");
  }
}

const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);
