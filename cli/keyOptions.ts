import type { KeyPlace } from "../operator/keys.ts";

/** The options by which a command is told its key: always a file, never the key itself. */
export interface KeyOptions {
  readonly keyFile?: string;
  readonly keystore?: string;
  readonly passphraseFile?: string;
}

/** What the options name; undefined unless it is one key. */
export function keyPlaceIn({
  keyFile,
  keystore,
  passphraseFile,
}: KeyOptions): KeyPlace | undefined {
  if (keyFile !== undefined)
    return keystore === undefined && passphraseFile === undefined ? { keyFile } : undefined;
  if (keystore === undefined || passphraseFile === undefined) return undefined;
  return { keystore, passphraseFile };
}
