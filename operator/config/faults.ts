import type { z } from "zod";
import { WalrasError } from "#protocol/errors";

/** Something in an operator's file that cannot be used. */
export interface Fault {
  /** Where in the file, such as "deployment.sealDelay"; "" for the whole. */
  readonly path: string;
  readonly given: unknown;
  readonly expected: string;
}

/** A file that cannot be used; lists every fault, not only the first. */
export class OperatorConfigError extends WalrasError {
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    const lines = faults.map(faultLine).join("; ");
    super("operator.config", file, `${faults.length} faults (${lines})`, "none");
    this.faults = faults;
  }
}

/** One fault for people. */
export const faultLine = ({ path, given, expected }: Fault): string =>
  `${path || "the file"}: ${given === undefined ? "missing" : `given ${shown(given)}`}, expected ${expected}`;

/** Throws unless there is no fault. */
export function refuse(file: string, faults: readonly Fault[]): void {
  if (faults.length > 0) throw new OperatorConfigError(file, faults);
}

/** What a schema found in a table that stands at `at` in the file. */
export function faultsOf(error: z.ZodError, table: unknown, at = ""): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const place = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    if (issue.code === "unrecognized_keys") {
      const here = valueAt(table, place);
      return issue.keys.map((key) => ({
        path: pathOf(at, [...place, key]),
        given: valueAt(here, [key]),
        expected: "no setting of this name",
      }));
    }
    const given = valueAt(table, place);
    return [{ path: pathOf(at, place), given, expected: issue.message }];
  });
}

type Place = readonly (string | number)[];

function pathOf(at: string, place: Place): string {
  return place.reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    return path === "" ? key : `${path}.${key}`;
  }, at);
}

function valueAt(table: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    table,
  );
}

function shown(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  );
}
