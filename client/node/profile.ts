import { parse, stringify, TomlError } from "smol-toml";
import { MAX_ACCOUNTS } from "#protocol/constants";
import { WalrasError } from "#protocol/errors";

/** How a trader reaches an exchange: one table of the settings file. */
export interface Profile {
  readonly name: string;
  /** Base address of the exchange's API. */
  readonly url: string;
  /** HTTP address of an L1 node. */
  readonly rpc: string;
  /** Address of the contract, lower case; what the API says is held against it. */
  readonly settlement: `0x${string}` | undefined;
  /** File of the encrypted key. */
  readonly keystore: string;
  /** File of the passphrase; undefined: it is asked for. */
  readonly passphraseFile: string | undefined;
  /** Account on the rollup; undefined: the one whose signer the key is. */
  readonly account: number | undefined;
  /** File that receipts are appended to. */
  readonly receipts: string;
}

/** What a profile is written as; paths as they are given. */
export type ProfileSettings = Pick<Profile, "url" | "rpc"> &
  Partial<Omit<Profile, "name" | "url" | "rpc">>;

export interface Profiles {
  /** Chosen where none is named. */
  readonly default: string | undefined;
  readonly profiles: ReadonlyMap<string, ProfileSettings>;
}

/** What is wrong with one key of the settings file. */
export interface ProfileFault {
  /** Dotted. */
  readonly key: string;
  readonly given: unknown;
  readonly expected: string;
}

/** A settings file that cannot be used; lists every fault, not only the first. */
export class ProfileFileError extends WalrasError {
  readonly faults: readonly ProfileFault[];

  constructor(path: string, faults: readonly ProfileFault[]) {
    const list = faults.map(
      ({ key, given, expected }) => `${key}: got ${shown(given)}, expected ${expected}`,
    );
    super("profileFile", `${path}: ${list.join("; ")}`, `${faults.length} faults`, "none");
    this.message = `${path}: ${list.join("; ")}`;
    this.faults = faults;
  }
}

type Rule = { readonly test: (value: unknown) => boolean; readonly expected: string };

const url: Rule = {
  test: (value) =>
    typeof value === "string" &&
    URL.canParse(value) &&
    /^https?:$/.test(new URL(value).protocol) &&
    new URL(value).username === "",
  expected: "an address such as http://127.0.0.1:8080, without a user's name",
};
const file: Rule = {
  test: (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
  expected: "a file's name",
};
const RULES: Readonly<Record<keyof ProfileSettings, Rule>> = {
  url,
  rpc: url,
  settlement: {
    test: (value) => typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value),
    expected: "0x and 40 hex digits",
  },
  keystore: file,
  passphraseFile: file,
  account: {
    test: (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_ACCOUNTS,
    expected: `a whole number of 0 … ${MAX_ACCOUNTS - 1}`,
  },
  receipts: file,
};
const REQUIRED = ["url", "rpc"] as const;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const NAME_EXPECTED = "a name of 1 … 64 letters, digits, - and _";

/** @throws ProfileFileError naming every fault */
export function parseProfiles(text: string, path: string): Profiles {
  const document = documentOf(text, path);
  const faults: ProfileFault[] = [];
  const profiles = new Map<string, ProfileSettings>();
  const { default: chosen, profiles: tables = {}, ...others } = document;
  for (const key of Object.keys(others))
    faults.push({ key, given: "a key unknown here", expected: "default or [profiles.NAME]" });
  if (!isTable(tables)) {
    faults.push({ key: "profiles", given: tables, expected: "tables [profiles.NAME]" });
    throw new ProfileFileError(path, faults);
  }
  for (const [name, table] of Object.entries(tables)) {
    const key = `profiles.${name}`;
    if (!NAME.test(name)) faults.push({ key, given: name, expected: NAME_EXPECTED });
    if (isTable(table)) {
      faults.push(...faultsOf(key, table));
      profiles.set(name, table as unknown as ProfileSettings);
    } else faults.push({ key, given: table, expected: "a table" });
  }
  if (chosen !== undefined && !(typeof chosen === "string" && profiles.has(chosen))) {
    const names = [...profiles.keys()].join(", ") || "no profile yet";
    faults.push({ key: "default", given: chosen, expected: `one of: ${names}` });
  }
  if (faults.length > 0) throw new ProfileFileError(path, faults);
  return { default: chosen as string | undefined, profiles };
}

/** The file's text with a profile put in place of its namesake, or added; the first one becomes the default. */
export function withProfile(
  { default: chosen, profiles }: Profiles,
  name: string,
  settings: ProfileSettings,
): string {
  if (!NAME.test(name))
    throw new ProfileFileError("--profile", [
      { key: "name", given: name, expected: NAME_EXPECTED },
    ]);
  const faults = faultsOf(`profiles.${name}`, settings as Record<string, unknown>);
  if (faults.length > 0) throw new ProfileFileError("settings", faults);
  const all = Object.fromEntries(new Map([...profiles, [name, settings]]));
  return `${stringify({ default: chosen ?? name, profiles: all })}\n`;
}

function documentOf(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = "no TOML"] = error.message.split("\n");
    const key = `line ${error.line}, column ${error.column}`;
    throw new ProfileFileError(path, [{ key, given: reason, expected: "TOML" }]);
  }
}

function faultsOf(key: string, table: Record<string, unknown>): ProfileFault[] {
  const faults: ProfileFault[] = [];
  for (const name of REQUIRED) {
    const { expected } = RULES[name];
    if (table[name] === undefined)
      faults.push({ key: `${key}.${name}`, given: undefined, expected });
  }
  for (const [name, given] of Object.entries(table)) {
    if (given === undefined) continue;
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof ProfileSettings] : undefined;
    // A value under a wrong key may be a secret; it is not repeated.
    if (rule === undefined) {
      const expected = `one of: ${Object.keys(RULES).join(", ")}`;
      faults.push({ key: `${key}.${name}`, given: "a key unknown here", expected });
    } else if (!rule.test(given)) {
      faults.push({ key: `${key}.${name}`, given, expected: rule.expected });
    }
  }
  return faults;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const shown = (value: unknown): string =>
  value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value)).slice(0, 80);
