import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { WalrasError } from "#protocol/errors";

/** A file that secrets are kept in cannot be used as it is. */
export class SecretFileError extends WalrasError {
  constructor(path: string, given: unknown, expected: string) {
    super("secretFile", path, given, expected);
  }
}

/** Far more than a keystore or a passphrase has. */
const MOST_BYTES = 65_536;
const OWNER_ALONE = 0o600;
const OTHERS = 0o077;

/**
 * Writes a file that its owner alone may read; whole or not at all.
 * @throws SecretFileError if there is one and it is not to be replaced, or it cannot be written
 */
export function writeSecret(
  path: string,
  text: string,
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  try {
    if (replace) {
      const beside = `${path}.new`;
      rmSync(beside, { force: true });
      writeFileSync(beside, text, { mode: OWNER_ALONE, flag: "wx" });
      renameSync(beside, path);
    } else writeFileSync(path, text, { mode: OWNER_ALONE, flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new SecretFileError(path, "a file already", "none; move it away first");
    throw new SecretFileError(path, code ?? String(error), "a file that can be written");
  }
}

/**
 * Reads a file of a secret.
 * @returns its text, and whether others than its owner may read it
 * @throws SecretFileError
 */
export function readSecret(path: string): { readonly text: string; readonly isShared: boolean } {
  try {
    const { size, mode } = statSync(path);
    if (size > MOST_BYTES)
      throw new SecretFileError(path, `${size} bytes`, `at most ${MOST_BYTES}`);
    const isShared = process.platform !== "win32" && (mode & OTHERS) !== 0;
    return { text: readFileSync(path, "utf8"), isShared };
  } catch (error) {
    if (error instanceof SecretFileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const given = code === "ENOENT" ? "no such file" : (code ?? String(error));
    throw new SecretFileError(path, given, "a file to read");
  }
}
