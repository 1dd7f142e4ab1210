import type { z } from "zod";
import { type Fault, faultsOf, refuse } from "./faults.ts";
import type { TomlFile } from "./toml.ts";

/** Every table that walras.toml may have; each command reads its own and leaves the others. */
export const TABLES = [
  "l1",
  "deploy",
  "deployment",
  "assets",
  "markets",
  "sequencer",
  "keypers",
  "api",
  "listing",
  "admin",
] as const;
export type TableName = (typeof TABLES)[number];

/** Reads tables one by one and keeps all faults until the end. */
export class Tables {
  readonly #file: TomlFile;
  readonly #faults: Fault[];

  constructor(file: TomlFile) {
    this.#file = file;
    const known: readonly string[] = TABLES;
    const expected = `one of the tables ${TABLES.join(", ")}`;
    this.#faults = Object.keys(file.table)
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: name, given: "a setting or table of this name", expected }));
  }

  /** What a table says; undefined where it cannot be used, which `refuse` tells. A table left out is read as an empty one. */
  read<T extends z.ZodType>(
    name: TableName,
    schema: T,
    empty: unknown = {},
  ): z.output<T> | undefined {
    const table = this.#file.table[name] ?? empty;
    const parsed = schema.safeParse(table);
    if (parsed.success) return parsed.data;
    this.#faults.push(...faultsOf(parsed.error, table, name));
    return undefined;
  }

  /** Like `read`, for settings that another part parses by itself. */
  readBy<T>(name: TableName, parse: (table: unknown) => T, faultsIn: (error: unknown) => Fault[]) {
    try {
      return parse(this.#file.table[name] ?? {});
    } catch (error) {
      this.#faults.push(...faultsIn(error));
      return undefined;
    }
  }

  add(faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  /** Throws OperatorConfigError if anything was wrong. */
  refuse(): void {
    refuse(this.#file.path, this.#faults);
  }
}
