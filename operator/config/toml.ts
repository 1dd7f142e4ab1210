import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import { OperatorConfigError } from "./faults.ts";

/** A file as it was written, nothing judged yet. */
export interface TomlFile {
  readonly path: string;
  readonly table: Readonly<Record<string, unknown>>;
  /** A path in it, from the folder that it lies in. */
  pathOf(file: string): string;
}

/** @throws OperatorConfigError where there is no such file or it is not TOML */
export function readToml(path: string): TomlFile {
  const fail = (given: string, expected: string): never => {
    throw new OperatorConfigError(path, [{ path: "", given, expected }]);
  };
  let table: Record<string, unknown> = {};
  try {
    table = parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof TomlError) fail(error.message, "TOML");
    fail(error instanceof Error ? error.message : String(error), "a file that can be read");
  }
  return { path, table, pathOf: (file) => resolve(dirname(path), file) };
}
