import { WalrasError } from "#protocol/errors";

/** Why a database cannot be used. Only `full` and `failed` may pass by themselves. */
export const STORE_REASONS = {
  missing: "there is no database",
  inUse: "another process has the database open",
  notADatabase: "the file is not a database",
  corrupt: "the database is damaged",
  otherKind: "the file is another program's database",
  otherVersion: "the database has another version's layout",
  otherDeployment: "the database belongs to another deployment",
  inconsistent: "the database contradicts itself",
  full: "the disk is full",
  failed: "the database cannot be read or written",
} as const;
export type StoreReason = keyof typeof STORE_REASONS;

export class StoreError extends WalrasError {
  readonly reason: StoreReason;

  constructor(reason: StoreReason, what: string, given: unknown, expected: string) {
    super(`store.${reason}`, `${what}: ${STORE_REASONS[reason]}`, given, expected);
    this.reason = reason;
  }

  /** True where the same write may succeed later, for example after room was made. */
  get passing(): boolean {
    return this.reason === "full" || this.reason === "failed";
  }
}

const REASONS: readonly (readonly [prefix: string, reason: StoreReason, expected: string])[] = [
  ["SQLITE_FULL", "full", "free space on the disk"],
  ["SQLITE_BUSY", "inUse", "to be the only process that opens it"],
  ["SQLITE_LOCKED", "inUse", "to be the only process that opens it"],
  ["SQLITE_NOTADB", "notADatabase", "a file that an earlier run wrote"],
  ["SQLITE_CORRUPT", "corrupt", "an intact file: restore it from a copy"],
  ["SQLITE_CANTOPEN", "missing", "a directory that exists and may be written"],
  ["SQLITE_", "failed", "a disk that can be read and written"],
];

/** The typed form of whatever SQLite threw; every other error is returned as it is. */
export function storeFailure(what: string, path: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof StoreError || typeof code !== "string") return error;
  const known = REASONS.find(([prefix]) => code.startsWith(prefix));
  if (known === undefined) return error;
  const [, reason, expected] = known;
  const given = `${path} (${code}: ${error instanceof Error ? error.message : ""})`;
  return new StoreError(reason, what, given, expected);
}
