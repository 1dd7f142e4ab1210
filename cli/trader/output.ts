import { type Column, escaped, printable, tableLines } from "./table.ts";

/** What a command prints: tables and sentences for people, or a JSON object a line. */

export type Json = Readonly<Record<string, unknown>>;

export interface OutputParts {
  readonly json: boolean;
  /** A line on standard output. */
  readonly out: (line: string) => void;
  /** A line on standard error. */
  readonly note: (line: string) => void;
}

export class Output {
  readonly json: boolean;
  readonly #parts: OutputParts;

  constructor(parts: OutputParts) {
    this.json = parts.json;
    this.#parts = parts;
  }

  /** Rows as a table, or an object for each; `none` is said for people if there are no rows. */
  rows<Row extends object>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    none: string,
  ): void {
    if (this.json) for (const row of rows) this.#json(row);
    else if (rows.length === 0) this.#parts.out(printable(none));
    else for (const line of tableLines(columns, rows)) this.#parts.out(line);
  }

  /** One result: an object, or sentences that say the same. */
  result(value: Json, ...lines: readonly string[]): void {
    if (this.json) this.#json(value);
    else for (const line of lines) this.#parts.out(printable(line));
  }

  /** What only people need beside a result. */
  say(line: string): void {
    if (!this.json) this.#parts.out(printable(line));
  }

  /** What people may want to know meanwhile. */
  hint(line: string): void {
    if (!this.json) this.note(line);
  }

  /** A warning, whoever reads. */
  note(line: string): void {
    this.#parts.note(printable(line));
  }

  #json(value: object): void {
    const text = JSON.stringify(value, (_key, item: unknown) =>
      typeof item === "bigint" ? item.toString() : item,
    );
    this.#parts.out(escaped(text));
  }
}

/** Tables on a terminal, JSON elsewhere; either may be asked for. */
export function isJson(
  { json, table }: { readonly json?: true | undefined; readonly table?: true | undefined },
  isTerminal: boolean,
): boolean {
  if (json === true || table === true) return json === true;
  return !isTerminal;
}
