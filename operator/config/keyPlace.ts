import type { z } from "zod";
import type { KeyPlace } from "../keys.ts";
import { file } from "./quantities.ts";

/** The settings by which a table names its private key. Never the key itself. */
export const KEY_FIELDS = {
  /** File with a private key, 0x and 64 hex digits, that its owner alone may read. */
  keyFile: file.optional(),
  /** Instead: a keystore (Web3 Secret Storage), and the file of its passphrase. */
  keystore: file.optional(),
  passphraseFile: file.optional(),
};

type KeySettings = { readonly [K in keyof typeof KEY_FIELDS]?: string | undefined };

/** Adds to a schema with those fields that they name one key. */
export function namesKey<T extends z.ZodType<KeySettings>>(schema: T): T {
  return schema.refine((settings) => isOne(settings as KeySettings), {
    path: ["keyFile"],
    message: "keyFile, or keystore and passphraseFile",
  });
}

const isOne = ({ keyFile, keystore, passphraseFile }: KeySettings): boolean =>
  keyFile === undefined
    ? keystore !== undefined && passphraseFile !== undefined
    : keystore === undefined && passphraseFile === undefined;

/** @param pathOf a path as it is written, from the file's folder */
export function keyPlaceOf(settings: KeySettings, pathOf: (path: string) => string): KeyPlace {
  const { keyFile, keystore = "", passphraseFile = "" } = settings;
  if (keyFile !== undefined) return { keyFile: pathOf(keyFile) };
  return { keystore: pathOf(keystore), passphraseFile: pathOf(passphraseFile) };
}
